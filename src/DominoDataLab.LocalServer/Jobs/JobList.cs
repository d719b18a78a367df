using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Jobs;

/// <summary>Which jobs of a project are listed, in which order, and which part of them.</summary>
internal sealed record JobListQuery
{
    public required string ProjectId { get; init; }

    /// <summary>Domino's word for a group of statuses, in upper case; empty for all.</summary>
    public required string Status { get; init; }

    public required bool ShowArchived { get; init; }

    public string? Tag { get; init; }

    /// <summary>Domino's word for what jobs are ordered by.</summary>
    public required string OrderBy { get; init; }

    /// <summary>The statistic to order by.</summary>
    public string StatisticName { get; init; } = "";

    public required bool IsAscending { get; init; }

    public required long Offset { get; init; }

    public required int Limit { get; init; }
}

/// <summary>
/// Lists jobs. The database filters, orders and pages, and keeps counts, so a page takes the same time however many jobs there are.
/// </summary>
internal sealed class JobList(Database database)
{
    private static readonly JobStatus[] All = Enum.GetValues<JobStatus>();
    private static readonly JobStatus[] Active = [.. All.Where(status => !status.IsFinal())];

    /// <exception cref="DomainException">The query names no status or order that there is.</exception>
    public (List<JobRow> Jobs, int Total) Read(JobListQuery query)
    {
        var (where, values) = Where(query);
        var ascending = query.IsAscending;
        var order = Order(query.OrderBy) is { } key
            ? $"{key} {(ascending ? "ASC" : "DESC")}, number {(ascending ? "DESC" : "ASC")}"
            : $"number {(ascending ? "ASC" : "DESC")}";
        var jobs = database.List(
            $"{JobColumns.Select} WHERE {where} ORDER BY {order} LIMIT $limit OFFSET $offset",
            JobColumns.Map,
            [.. values, ("$statistic", query.StatisticName), ("$limit", query.Limit), ("$offset", query.Offset)]
        );
        return (jobs, Count(query, where, values));
    }

    /// <summary>Gets the names of all statistics that the jobs of a project have left, in order.</summary>
    /// <remarks>
    /// Each step of the recursion finds the next name by the index, so the time depends on the names and not on the jobs.
    /// </remarks>
    public List<string> StatisticNames(string projectId) =>
        database.List(
            """
            WITH RECURSIVE names(name) AS (
                SELECT MIN(name) FROM job_statistics WHERE project_id = $project
                UNION ALL
                SELECT (SELECT MIN(name) FROM job_statistics WHERE project_id = $project AND name > names.name)
                FROM names WHERE names.name IS NOT NULL)
            SELECT name FROM names WHERE name IS NOT NULL
            """,
            row => row.GetString(0),
            ("$project", projectId)
        );

    private int Count(JobListQuery query, string where, (string, object?)[] values) =>
        database.Read(
            query.Tag is null ? $"SELECT COALESCE(SUM(jobs), 0) FROM job_counts WHERE {where}" : $"SELECT COUNT(*) FROM jobs WHERE {where}",
            row => row.Read() ? row.GetInt32(0) : 0,
            values
        );

    /// <summary>The condition on columns that jobs and their counts share, but for the tag.</summary>
    private static (string Sql, (string, object?)[] Values) Where(JobListQuery query)
    {
        var sql = "project_id = $project";
        var statuses = StatusesOf(query.Status);
        if (statuses.Count < All.Length)
        {
            sql += $" AND status IN {JobStatuses.Sql(statuses)}";
        }

        if (query.Status == "ARCHIVED")
        {
            sql += " AND archived = 1";
        }
        else if (!query.ShowArchived)
        {
            sql += " AND archived = 0";
        }

        if (query.Tag is null)
        {
            return (sql, [("$project", query.ProjectId)]);
        }

        const string Tagged =
            " AND id IN (SELECT j.job_id FROM tagged_jobs j JOIN job_tags t ON t.id = j.tag_id WHERE t.project_id = $project AND t.name "
            + "= $tag)";
        return (sql + Tagged, [("$project", query.ProjectId), ("$tag", query.Tag)]);
    }

    private static IReadOnlyCollection<JobStatus> StatusesOf(string word) =>
        word switch
        {
            "" or "ALL" or "ARCHIVED" => All,
            "QUEUED" => [JobStatus.Queued],
            "RUNNING" => [.. Active.Where(status => status != JobStatus.Queued)],
            "ACTIVE" => Active,
            "COMPLETED" => JobStatuses.Final,
            _ => throw DomainException.Invalid($"Invalid status '{word}'. Use all, queued, running, completed, archived or active."),
        };

    /// <summary>Gets the expression that jobs are ordered by; null for their number.</summary>
    private static string? Order(string word) =>
        word switch
        {
            "number" or "numberAsDouble" => null,
            "status" => "status",
            "command" => "command",
            "title" => "title",
            "queued" => "submitted_ms",
            "duration" => "(COALESCE(completed_ms, 9223372036854775807) - COALESCE(started_ms, 0))",
            "user" => "(SELECT name FROM users WHERE users.id = started_by)",
            "commentCount" => "(SELECT COUNT(*) FROM job_comments WHERE job_id = jobs.id)",

            // SQLite puts a missing value first, then numbers by size, then texts.
            "dominoStatsField" => "(SELECT COALESCE(number, text) FROM job_statistics WHERE job_id = jobs.id AND name = $statistic)",
            _ => throw DomainException.Invalid($"Jobs can't be ordered by '{word}'."),
        };
}
