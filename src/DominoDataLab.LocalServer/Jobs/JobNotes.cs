using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Jobs;

internal sealed record JobTagRow(string Id, string Name, string CreatedBy, long CreatedMs);

internal sealed record JobCommentRow(string Id, string UserId, string UserName, string Text, long CreatedMs);

/// <summary>The tags and comments of jobs. The jobs of a project share tags by name.</summary>
internal sealed class JobNotes(Database database, TimeProvider time)
{
    private const int MaxTagLength = 100;
    private const int MaxCommentLength = 10_000;

    /// <summary>Puts a tag on a job; one that it has already stays as it is.</summary>
    public JobTagRow Tag(string jobId, string projectId, string name, string userId)
    {
        if (name.Length > MaxTagLength)
        {
            throw DomainException.Invalid($"A tag has at most {MaxTagLength} characters; this one has {name.Length}.");
        }

        database.Write(
            "INSERT OR IGNORE INTO job_tags (id, project_id, name) VALUES ($id, $project, $name)",
            ("$id", Ids.New()),
            ("$project", projectId),
            ("$name", name)
        );
        database.Write(
            "INSERT OR IGNORE INTO tagged_jobs (job_id, tag_id, created_by, created_ms) SELECT $job, id, $user, $now FROM job_tags "
                + "WHERE project_id = $project AND name = $name",
            ("$job", jobId),
            ("$project", projectId),
            ("$name", name),
            ("$user", userId),
            ("$now", Now)
        );
        return Tags(jobId).Find(tag => tag.Name == name)!;
    }

    public JobTagRow Untag(string jobId, string tagId)
    {
        var tag = Tags(jobId).Find(tag => tag.Id == tagId) ?? throw DomainException.NotFound($"The job has no tag with the id '{tagId}'.");
        database.Write("DELETE FROM tagged_jobs WHERE job_id = $job AND tag_id = $tag", ("$job", jobId), ("$tag", tagId));
        return tag;
    }

    public List<JobTagRow> Tags(string jobId) =>
        database.List(
            "SELECT t.id, t.name, j.created_by, j.created_ms FROM tagged_jobs j JOIN job_tags t ON t.id = j.tag_id WHERE j.job_id = "
                + "$job ORDER BY t.name",
            MapTag,
            ("$job", jobId)
        );

    /// <summary>The tags that a project's jobs have.</summary>
    public List<(string Id, string Name)> TagsOfProject(string projectId) =>
        database.List(
            "SELECT id, name FROM job_tags t WHERE project_id = $project AND EXISTS (SELECT 1 FROM tagged_jobs WHERE tag_id = t.id) "
                + "ORDER BY name",
            row => (row.GetString(0), row.GetString(1)),
            ("$project", projectId)
        );

    public JobCommentRow Comment(string jobId, string userId, string text)
    {
        if (text.Length > MaxCommentLength)
        {
            throw DomainException.Invalid($"A comment has at most {MaxCommentLength} characters; this one has {text.Length}.");
        }

        var id = Ids.New();
        database.Write(
            "INSERT INTO job_comments (id, job_id, user_id, text, created_ms) VALUES ($id, $job, $user, $text, $now)",
            ("$id", id),
            ("$job", jobId),
            ("$user", userId),
            ("$text", text),
            ("$now", Now)
        );
        return Comments(jobId).Find(comment => comment.Id == id)!;
    }

    public void RemoveComment(string id) => database.Write("DELETE FROM job_comments WHERE id = $id", ("$id", id));

    public int CommentCount(string jobId) =>
        database.Read("SELECT COUNT(*) FROM job_comments WHERE job_id = $job", row => row.Read() ? row.GetInt32(0) : 0, ("$job", jobId));

    public List<JobCommentRow> Comments(string jobId) =>
        database.List(
            "SELECT c.id, c.user_id, u.name, c.text, c.created_ms FROM job_comments c JOIN users u ON u.id = c.user_id WHERE c.job_id = "
                + "$job ORDER BY c.rowid",
            MapComment,
            ("$job", jobId)
        );

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static JobTagRow MapTag(SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3));

    private static JobCommentRow MapComment(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4));
}
