using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Runs;

/// <summary>A request to start a run: the command and its settings.</summary>
public sealed record StartRunRequest
{
    /// <summary>Gets the command: a file or program first, then one argument per item.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>true to pass the command to a shell; otherwise, false. Default: false.</summary>
    public bool IsDirect { get; init; }

    /// <summary>The commit. If null, the latest is used.</summary>
    public string? CommitId { get; init; }

    /// <summary>A title. Optional.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the name of the hardware tier. The server checks it. If null, the project's default is used.</summary>
    [JsonPropertyName("tier")]
    public string? HardwareTier { get; init; }

    /// <summary>true to publish the API endpoint again after the run; otherwise, false. If null, the server decides.</summary>
    public bool? PublishApiEndpoint { get; init; }
}
