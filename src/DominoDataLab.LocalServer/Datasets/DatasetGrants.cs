using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>Reads grants from requests.</summary>
internal sealed class DatasetGrants(UserStore users)
{
    /// <summary>The body's list <c>grants</c>; a missing one is empty.</summary>
    public List<GrantRow> Read(JsonObject body)
    {
        var grants = body["grants"] switch
        {
            null => [],
            JsonArray list => list.Select(item =>
                    ReadOne(
                        item as JsonObject
                            ?? throw new ApiException(400, "'grants' must be a list of objects with targetId and targetRole.")
                    )
                )
                .ToList(),
            _ => throw new ApiException(400, "'grants' must be a list."),
        };
        return grants.GroupBy(grant => grant.UserId).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new ApiException(400, $"{twice.First().UserName} has more than one role in 'grants'; give one.")
            : grants;
    }

    public GrantRow ReadOne(JsonObject grant)
    {
        string id = grant.RequiredText("targetId"),
            role = grant.RequiredText("targetRole");
        return new GrantRow(
            id,
            (users.FindById(id) ?? throw new ApiException(400, $"There is no user with the id '{id}'.")).Name,
            DatasetRoles.Words.TryGetValue(role, out var level)
                ? level
                : throw new ApiException(
                    400,
                    $"'{role}' is no role; they are {string.Join(", ", DatasetRoles.Words.Keys.Order(StringComparer.Ordinal))}."
                )
        );
    }
}
