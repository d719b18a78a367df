using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Client.Runs;

/// <summary>A run, the older form of a job.</summary>
public sealed record Run
{
    /// <summary>24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>The commit that it runs on.</summary>
    public string? CommitId { get; init; }

    /// <summary>The commit with its results, once it has ended.</summary>
    public string? OutputCommitId { get; init; }

    /// <summary>The title, if it has one.</summary>
    public string? Title { get; init; }

    /// <summary>Its number in the project.</summary>
    public int? Number { get; init; }

    /// <summary>Fields that this library does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

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

    /// <summary>A hardware tier's name. Null: the project's default.</summary>
    public string? Tier { get; init; }

    /// <summary>Whether the API endpoint is published again afterwards. Null: the server decides.</summary>
    public bool? PublishApiEndpoint { get; init; }
}

/// <summary>What a run has written.</summary>
public sealed record RunLog
{
    /// <summary>What the code wrote, as the server wraps it in HTML.</summary>
    public required string Stdout { get; init; }

    /// <summary>What Domino said while it prepared the run.</summary>
    public string? Setup { get; init; }
}

internal sealed record RunList(List<Run> Data);

internal sealed record StartedRun(string RunId, string? Message);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(StartRunRequest))]
[JsonSerializable(typeof(StartedRun))]
[JsonSerializable(typeof(RunLog))]
internal sealed partial class RunsJson : JsonSerializerContext;
