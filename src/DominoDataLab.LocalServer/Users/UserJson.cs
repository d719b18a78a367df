using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Users;

/// <summary>Users as Domino's routes write them.</summary>
internal static class UserJson
{
    public static JsonObject User(UserRow user) =>
        new()
        {
            ["id"] = user.Id,
            ["userName"] = user.Name,
            ["firstName"] = user.Name,
            ["lastName"] = "",
            ["fullName"] = user.Name,
            ["avatarUrl"] = "",
            ["email"] = user.Email,
        };

    /// <summary>Writes a user with the roles that the server knows.</summary>
    public static JsonObject WithRoles(UserRow user)
    {
        var json = User(user);
        json["roles"] = user.IsAdministrator ? new JsonArray("Practitioner", "SysAdmin") : new JsonArray("Practitioner");
        return json;
    }
}
