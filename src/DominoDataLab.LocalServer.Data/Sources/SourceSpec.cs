using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>A declared or created source after its checks.</summary>
internal sealed record SourceSpec
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public required string Type { get; init; }

    public required string AuthType { get; init; }

    public string? Engine { get; init; }

    public required JsonObject Settings { get; init; }

    public required IReadOnlyDictionary<string, string> Config { get; init; }

    public required IReadOnlyDictionary<string, string> Credentials { get; init; }

    public required string OwnerId { get; init; }

    public required bool IsEveryone { get; init; }

    public required IReadOnlyList<string> UserIds { get; init; }

    /// <summary>The name; never the credentials.</summary>
    public override string ToString() => Name;
}
