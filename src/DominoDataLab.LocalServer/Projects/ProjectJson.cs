using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Execution;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>A project in each of the forms in which Domino's routes write one.</summary>
internal static class ProjectJson
{
    private static readonly (ProjectAccess From, string Name)[] Operations =
    [
        (ProjectAccess.Discover, "ProjectSearchPreview"),
        (ProjectAccess.Read, "BrowseReadFiles"),
        (ProjectAccess.ViewRuns, "ViewRuns"),
        (ProjectAccess.Contribute, "Edit"),
        (ProjectAccess.Contribute, "EditTags"),
        (ProjectAccess.Contribute, "Run"),
        (ProjectAccess.Contribute, "UpdateProjectDescription"),
        (ProjectAccess.Own, "ChangeProjectSettings"),
    ];

    /// <summary>As <c>GET /v4/projects/{projectId}</c> gives it.</summary>
    public static JsonObject Summary(ProjectRow project, List<CollaboratorRow> collaborators, List<TagRow> tags)
    {
        var json = Owned(project, collaborators, tags);
        json["created"] = Time(project.CreatedAt);
        json["projectType"] = "Analytic";
        json["importedGitRepositories"] = new JsonArray();
        return json;
    }

    /// <summary>As the routes that make one give it.</summary>
    public static JsonObject Created(ProjectRow project, List<CollaboratorRow> collaborators, List<TagRow> tags)
    {
        var json = Owned(project, collaborators, tags);
        json["importedGitRepos"] = new JsonArray();
        return json;
    }

    /// <summary>As lists give it.</summary>
    public static JsonObject Entry(ProjectRow project, List<TagRow> tags, string relationship, RunCount runs)
    {
        var json = Common(project, tags);
        json["ownerId"] = project.OwnerId;
        json["ownerName"] = project.OwnerName;
        json["relationship"] = relationship;
        json["projectType"] = "Analytic";
        json["details"] = new JsonObject { ["updatedAt"] = Time(project.CreatedAt) };
        json["runCounts"] =
            runs.All == 0
                ? []
                : new JsonArray(
                    new JsonObject
                    {
                        ["runType"] = "Batch",
                        ["executingCount"] = runs.Unfinished,
                        ["stoppedCount"] = runs.All - runs.Unfinished,
                    }
                );
        return json;
    }

    /// <summary>As the look-up by owner and name gives it.</summary>
    public static JsonObject Overview(
        ProjectRow project,
        List<TagRow> tags,
        ProjectAccess access,
        string role,
        RunCount runs,
        LocalHardwareTier tier,
        string environmentName
    )
    {
        var json = Common(project, tags);
        json["owner"] = new JsonObject { ["id"] = project.OwnerId, ["userName"] = project.OwnerName };
        json["details"] = new JsonObject { ["projectType"] = "Analytic", ["updatedAt"] = Time(project.CreatedAt) };
        json["requestingUserRole"] = role;
        json["allowedOperations"] = Operations.Where(operation => operation.From <= access).ToJsonArray(operation => operation.Name);
        json["hardwareTierId"] = tier.Id;
        json["hardwareTierName"] = tier.Name;
        json["environmentName"] = environmentName;
        json["numComments"] = 0;
        json["runsCountByType"] = runs.All == 0 ? [] : new JsonArray(new JsonObject { ["runType"] = "Batch", ["count"] = runs.All });
        json["totalRunTime"] = string.Create(CultureInfo.InvariantCulture, $"PT{runs.Time.TotalSeconds:0.###}S");
        json["enabledGitRepositories"] = new JsonArray();
        return json;
    }

    private static JsonObject Common(ProjectRow project, List<TagRow> tags) =>
        new()
        {
            ["id"] = project.Id,
            ["name"] = project.Name,
            ["description"] = project.Description,
            ["visibility"] = project.Visibility,
            ["stageId"] = "000000000000000000000001",
            ["status"] = new JsonObject { ["status"] = "active", ["isBlocked"] = false },
            ["tags"] = TagJson.Tags(tags),
            ["billingTag"] = project.BillingTag is { } tag ? new JsonObject { ["tag"] = tag } : null,
        };

    private static JsonObject Owned(ProjectRow project, List<CollaboratorRow> collaborators, List<TagRow> tags)
    {
        var json = Common(project, tags);
        json["ownerId"] = project.OwnerId;
        json["ownerUsername"] = project.OwnerName;
        json["collaboratorIds"] = collaborators.ToJsonArray(collaborator => collaborator.UserId);
        json["collaborators"] = collaborators.ToJsonArray(collaborator => new JsonObject
        {
            ["collaboratorId"] = collaborator.UserId,
            ["projectRole"] = collaborator.Role,
        });
        return json;
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
