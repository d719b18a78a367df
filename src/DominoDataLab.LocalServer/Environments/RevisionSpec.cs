using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;

namespace DominoDataLab.LocalServer.Environments;

/// <summary>Which revision of an environment executions use: the word of a rule, or a revision's id.</summary>
internal static class RevisionSpec
{
    public const string Active = "ActiveRevision",
        Latest = "LatestRevision",
        Restricted = "RestrictedRevision";
    private static readonly string[] Rules = [Active, Latest, Restricted];

    /// <summary>Reads the choice from a body, or null if it is missing.</summary>
    public static string? Read(JsonObject body, string name) =>
        body[name] switch
        {
            null => null,
            JsonObject one => one.RequiredText("revisionId"),
            JsonValue value when value.TryGetValue<string>(out var word) && Rules.Contains(word) => word,
            _ => throw DomainException.Invalid($"'{name}' must be {Active}, {Latest}, {Restricted} or an object with 'revisionId'."),
        };

    public static JsonNode ToJson(string spec) => Rules.Contains(spec) ? spec : new JsonObject { ["revisionId"] = spec };
}
