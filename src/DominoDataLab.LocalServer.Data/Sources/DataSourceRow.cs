using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>A data source without its secrets.</summary>
internal sealed record DataSourceRow
{
    public required string Id { get; init; }

    /// <summary>The name, which no other active source has.</summary>
    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Domino's word for the type, such as <c>PostgreSQLConfig</c>.</summary>
    public required string Type { get; init; }

    public required string AuthType { get; init; }

    /// <summary>The name of the engine that serves the source. If null, the source can be looked up but not read.</summary>
    public string? Engine { get; init; }

    /// <summary>The settings that only the engine sees, such as paths and limits.</summary>
    public required JsonObject Settings { get; init; }

    /// <summary>The settings that users see.</summary>
    public required IReadOnlyDictionary<string, string> Config { get; init; }

    public required string OwnerId { get; init; }

    public required bool IsEveryone { get; init; }

    /// <summary>The users who may read it beside its owner.</summary>
    public required IReadOnlyList<string> UserIds { get; init; }

    /// <summary>true if the source is declared in the file; false if it was created through the API.</summary>
    public required bool IsDeclared { get; init; }

    /// <summary>true if the source has credentials of its own; otherwise, false.</summary>
    public required bool HasSecrets { get; init; }

    public required long UpdatedMs { get; init; }

    public required string UpdatedBy { get; init; }
}
