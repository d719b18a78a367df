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
                            ?? throw DomainException.Invalid("'grants' must be an array of objects with targetId and targetRole.")
                    )
                )
                .ToList(),
            _ => throw DomainException.Invalid("'grants' must be a list."),
        };
        return grants.GroupBy(grant => grant.UserId).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw DomainException.Invalid($"{twice.First().UserName} has more than one role in 'grants'; give one.")
            : grants;
    }

    public GrantRow ReadOne(JsonObject grant)
    {
        string id = grant.RequiredText("targetId"),
            role = grant.RequiredText("targetRole");
        return new GrantRow(
            id,
            (users.FindById(id) ?? throw DomainException.Invalid($"The user with the ID '{id}' was not found.")).Name,
            DatasetRoles.Words.TryGetValue(role, out var level)
                ? level
                : throw DomainException.Invalid(
                    $"Invalid role '{role}'. Use {string.Join(", ", DatasetRoles.Words.Keys.Order(StringComparer.Ordinal))}."
                )
        );
    }
}
