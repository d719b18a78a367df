using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.BillingTags;

/// <summary>Billing tags as Domino's routes write them.</summary>
internal static class BillingTagJson
{
    public static JsonObject Names(IEnumerable<string> names) =>
        new() { ["billingTags"] = names.ToJsonArray(name => new JsonObject { ["tag"] = name }) };

    public static JsonObject Tag(BillingTagRow tag) =>
        new()
        {
            ["billingTag"] = new JsonObject
            {
                ["tag"] = tag.Tag,
                ["tagId"] = tag.Id,
                ["active"] = tag.Active,
            },
        };
}
