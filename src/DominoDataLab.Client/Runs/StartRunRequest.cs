using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Runs;

/// <summary>What to run.</summary>
public sealed record StartRunRequest
{
    /// <summary>A file or program first, then one argument per item.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Whether the command is handed to a shell. Default: no.</summary>
    public bool IsDirect { get; init; }

    /// <summary>The commit. Null: the newest.</summary>
    public string? CommitId { get; init; }

    /// <summary>A title. Null: none.</summary>
    public string? Title { get; init; }

    /// <summary>A hardware tier's name; the server checks it. Null: the project's default.</summary>
    [JsonPropertyName("tier")]
    public string? HardwareTier { get; init; }

    /// <summary>Whether the API endpoint is published again afterwards. Null: the server decides.</summary>
    public bool? PublishApiEndpoint { get; init; }
}
