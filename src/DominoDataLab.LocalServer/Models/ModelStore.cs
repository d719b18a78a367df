using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Models;

internal sealed record ModelRow(
    string Id,
    string ProjectId,
    string Name,
    string Description,
    string EnvironmentId,
    string CreatedBy,
    long CreatedMs
);

internal sealed record ModelVersionRow
{
    public required string Id { get; init; }

    public required string ModelId { get; init; }

    public required int Number { get; init; }

    public required string Description { get; init; }

    public required string File { get; init; }

    public required string Function { get; init; }

    public required string ExcludeFiles { get; init; }

    public required string CommitId { get; init; }

    public required string EnvironmentRevisionId { get; init; }

    public required string Status { get; init; }

    public string? Message { get; init; }

    public required string CreatedBy { get; init; }

    public required long CreatedMs { get; init; }

    public IReadOnlyList<string> Excluded => [.. JsonNode.Parse(ExcludeFiles)!.AsArray().Select(item => item!.GetValue<string>())];
}

/// <summary>The files and settings of a model version.</summary>
internal sealed record ModelSource(string File, string Function, IReadOnlyList<string> ExcludeFiles);

internal sealed record ModelExportRow(string Id, string VersionId, string Status, string Log);

internal sealed record EndpointRow(
    string ProjectId,
    string File,
    string Function,
    string CommitId,
    string Status,
    string? Message,
    string PublishedBy
);

/// <summary>Models, their versions and exports, and the API endpoints of projects.</summary>
internal sealed class ModelStore(Database database, TimeProvider time)
{
    private const string ModelColumns = "SELECT id, project_id, name, description, environment_id, created_by, created_ms FROM models";
    private const string VersionColumns =
        "SELECT id, model_id, number, description, file, function, exclude_files, commit_id, environment_revision, status, message, "
        + "created_by, created_ms FROM model_versions";

    public ModelRow Create(string projectId, string name, string description, string environmentId, string userId)
    {
        var id = Ids.New();
        database.Write(
            "INSERT INTO models (id, project_id, name, description, environment_id, created_by, created_ms) VALUES ($id, $project, "
                + "$name, $description, $environment, $user, $created)",
            ("$id", id),
            ("$project", projectId),
            ("$name", name),
            ("$description", description),
            ("$environment", environmentId),
            ("$user", userId),
            ("$created", Now)
        );
        return Find(id)!;
    }

    public ModelRow? Find(string id) => database.One(ModelColumns + " WHERE id = $id", Map, ("$id", id));

    public List<ModelRow> OfProject(string projectId) =>
        database.List(ModelColumns + " WHERE project_id = $project ORDER BY rowid", Map, ("$project", projectId));

    /// <summary>Gets the project of a model or a version that was archived, whose metrics are kept; otherwise, null.</summary>
    public string? ProjectOfArchived(string id) =>
        database.One("SELECT project_id FROM archived_models WHERE id = $id", row => row.GetString(0), ("$id", id));

    /// <summary>Forgets a model with its versions and exports.</summary>
    public void Delete(string id) =>
        database.Together(() =>
        {
            database.Write(
                """
                INSERT INTO archived_models SELECT id, project_id FROM models WHERE id = $id
                    UNION ALL SELECT v.id, m.project_id FROM model_versions v JOIN models m ON m.id = v.model_id WHERE m.id = $id
                """,
                ("$id", id)
            );
            database.Write(
                "DELETE FROM model_exports WHERE version_id IN (SELECT id FROM model_versions WHERE model_id = $id)",
                ("$id", id)
            );
            database.Write("DELETE FROM model_versions WHERE model_id = $id", ("$id", id));
            database.Write("DELETE FROM models WHERE id = $id", ("$id", id));
        });

    public ModelVersionRow AddVersion(
        string modelId,
        string description,
        ModelSource source,
        string commitId,
        string environmentRevisionId,
        string userId
    )
    {
        var id = Ids.New();
        database.Write(
            """
            INSERT INTO model_versions (id, model_id, number, description, file, function, exclude_files, commit_id,
                environment_revision, status, created_by, created_ms)
            VALUES ($id, $model, (SELECT COALESCE(MAX(number), 0) + 1 FROM model_versions WHERE model_id = $model), $description, $file,
                $function, $exclude, $commit, $environment, 'Preparing to build', $user, $created)
            """,
            ("$id", id),
            ("$model", modelId),
            ("$description", description),
            ("$file", source.File),
            ("$function", source.Function),
            ("$exclude", source.ExcludeFiles.ToJsonArray().ToJsonString()),
            ("$commit", commitId),
            ("$environment", environmentRevisionId),
            ("$user", userId),
            ("$created", Now)
        );
        return Version(id)!;
    }

    public ModelVersionRow? Version(string id) => database.One(VersionColumns + " WHERE id = $id", MapVersion, ("$id", id));

    public List<ModelVersionRow> Versions(string modelId) =>
        database.List(VersionColumns + " WHERE model_id = $model ORDER BY number", MapVersion, ("$model", modelId));

    /// <summary>Says of what an earlier server served that it is not served yet; before anybody can ask.</summary>
    public void Interrupted()
    {
        database.Write("UPDATE model_versions SET status = 'Preparing to build' WHERE status NOT IN ('Stopped', 'Failed')");
        database.Write("UPDATE endpoints SET status = 'Starting' WHERE status NOT IN ('Stopped', 'Failed')");
    }

    /// <summary>Lists the versions that were being served, or prepared for it, when a server ended.</summary>
    public List<ModelVersionRow> Unended() =>
        database.List(VersionColumns + " WHERE status NOT IN ('Stopped', 'Failed') ORDER BY created_ms", MapVersion);

    public void SetStatus(string versionId, string status, string? message) =>
        database.Write(
            "UPDATE model_versions SET status = $status, message = $message WHERE id = $id",
            ("$id", versionId),
            ("$status", status),
            ("$message", message)
        );

    public ModelExportRow AddExport(string versionId, string status, string log)
    {
        var id = Ids.New();
        database.Write(
            "INSERT INTO model_exports (id, version_id, status, log) VALUES ($id, $version, $status, $log)",
            ("$id", id),
            ("$version", versionId),
            ("$status", status),
            ("$log", log)
        );
        return Export(id)!;
    }

    public ModelExportRow? Export(string id) =>
        database.One(
            "SELECT id, version_id, status, log FROM model_exports WHERE id = $id",
            row => new ModelExportRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)),
            ("$id", id)
        );

    public EndpointRow? Endpoint(string projectId) =>
        database.One(
            "SELECT project_id, file, function, commit_id, status, message, published_by FROM endpoints WHERE project_id = $project",
            MapEndpoint,
            ("$project", projectId)
        );

    public List<EndpointRow> Endpoints() =>
        database.List(
            "SELECT project_id, file, function, commit_id, status, message, published_by FROM endpoints WHERE status NOT IN ('Stopped', "
                + "'Failed')",
            MapEndpoint
        );

    public void PutEndpoint(EndpointRow endpoint) =>
        database.Write(
            "INSERT OR REPLACE INTO endpoints (project_id, file, function, commit_id, status, message, published_by) VALUES ($project, "
                + "$file, $function, $commit, $status, $message, $user)",
            ("$project", endpoint.ProjectId),
            ("$file", endpoint.File),
            ("$function", endpoint.Function),
            ("$commit", endpoint.CommitId),
            ("$status", endpoint.Status),
            ("$message", endpoint.Message),
            ("$user", endpoint.PublishedBy)
        );

    public void SetEndpointStatus(string projectId, string status, string? message) =>
        database.Write(
            "UPDATE endpoints SET status = $status, message = $message WHERE project_id = $project",
            ("$project", projectId),
            ("$status", status),
            ("$message", message)
        );

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static ModelRow Map(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetInt64(6));

    private static ModelVersionRow MapVersion(SqliteDataReader row) =>
        new()
        {
            Id = row.GetString(0),
            ModelId = row.GetString(1),
            Number = row.GetInt32(2),
            Description = row.GetString(3),
            File = row.GetString(4),
            Function = row.GetString(5),
            ExcludeFiles = row.GetString(6),
            CommitId = row.GetString(7),
            EnvironmentRevisionId = row.GetString(8),
            Status = row.GetString(9),
            Message = row.IsDBNull(10) ? null : row.GetString(10),
            CreatedBy = row.GetString(11),
            CreatedMs = row.GetInt64(12),
        };

    private static EndpointRow MapEndpoint(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.IsDBNull(5) ? null : row.GetString(5),
            row.GetString(6)
        );
}
