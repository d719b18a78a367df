using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>Data sources as Domino's API writes them.</summary>
internal static class SourceJson
{
    public static JsonObject ToJson(DataSourceRow source, UserRow owner) =>
        new()
        {
            ["id"] = source.Id,
            ["name"] = source.Name,
            ["description"] = source.Description,
            ["ownerId"] = source.OwnerId,
            ["ownerInfo"] = new JsonObject
            {
                ["ownerName"] = owner.Name,
                ["ownerEmail"] = owner.Email,
                ["isOwnerAdmin"] = owner.IsAdministrator,
            },
            ["addedBy"] = new JsonObject(),
            ["authType"] = source.AuthType,
            ["dataSourceType"] = source.Type,
            ["config"] = new JsonObject(source.Config.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["dataSourcePermissions"] = new JsonObject
            {
                ["isEveryone"] = source.IsEveryone,
                ["userIds"] = source.UserIds.ToJsonArray(),
                ["credentialType"] = source.HasSecrets ? "Shared" : "Individual",
            },
            ["lastUpdated"] = source.UpdatedMs,
            ["lastUpdatedBy"] = source.UpdatedBy,
            ["projectIds"] = new JsonArray(),
            ["lastAccessed"] = new JsonObject(),
            ["addedToProjectTimeMap"] = new JsonObject(),
            ["adminInfo"] = new JsonObject
            {
                ["projectNames"] = new JsonObject(),
                ["projectIdOwnerUsernameMap"] = new JsonObject(),
                ["projectLastActiveMap"] = new JsonObject(),
            },
            ["status"] = "Active",
        };
}
