using System.Globalization;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>A project as every route that returns one writes it.</summary>
internal static class ProjectJson
{
    public static JsonObject Write(ProjectRow project, List<CollaboratorRow> collaborators, List<TagRow> tags) => new()
    {
        ["id"] = project.Id,
        ["name"] = project.Name,
        ["ownerId"] = project.OwnerId,
        ["ownerUsername"] = project.OwnerName,
        ["description"] = project.Description,
        ["visibility"] = project.Visibility,
        ["created"] = project.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["stageId"] = "000000000000000000000001",
        ["projectType"] = "Analytic",
        ["status"] = new JsonObject { ["status"] = "active", ["isBlocked"] = false },
        ["tags"] = TagEndpoints.ToJson(tags),
        ["collaboratorIds"] = new JsonArray([.. collaborators.Select(collaborator => (JsonNode)collaborator.UserId)]),
        ["collaborators"] = new JsonArray([.. collaborators.Select(collaborator => (JsonNode)new JsonObject { ["collaboratorId"] = collaborator.UserId, ["projectRole"] = collaborator.Role })]),
        ["importedGitRepositories"] = new JsonArray(),
        ["importedGitRepos"] = new JsonArray(),
        ["owner"] = new JsonObject { ["id"] = project.OwnerId, ["userName"] = project.OwnerName },
    };
}
