using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Users;

/// <summary>Organizations as Domino's routes write them.</summary>
internal static class OrganizationJson
{
    /// <summary>Writes an organization as the internal API gives it.</summary>
    public static JsonObject Internal(OrganizationRow organization, List<MemberRow> members) =>
        new()
        {
            ["id"] = organization.Id,
            ["organizationUserId"] = organization.UserId,
            ["name"] = organization.Name,
            ["members"] = members.ToJsonArray(member => new JsonObject { ["id"] = member.UserId, ["role"] = member.Role }),
        };

    /// <summary>Writes an organization as the public API gives it.</summary>
    public static JsonObject Public(OrganizationRow organization, List<MemberRow> members) =>
        new()
        {
            ["id"] = organization.Id,
            ["name"] = organization.Name,
            ["members"] = members.ToJsonArray(member => new JsonObject
            {
                ["userId"] = member.UserId,
                ["organizationRole"] = member.Role == "Admin" ? "admin" : "member",
            }),
        };
}
