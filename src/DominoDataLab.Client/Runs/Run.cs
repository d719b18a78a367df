using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Runs;

/// <summary>A run, the older form of a job.</summary>
public sealed record Run
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the status.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>Gets the ID of the commit that the run uses.</summary>
    public string? CommitId { get; init; }

    /// <summary>Gets the ID of the commit with the results. Null or empty before the end and, on some servers, if the run changed no
    /// file.</summary>
    public string? OutputCommitId { get; init; }

    /// <summary>Gets the title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the number in the project.</summary>
    public int? Number { get; init; }

    /// <summary>Gets the time when the run was submitted.</summary>
    [JsonPropertyName("queued")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>Gets the time when the run started, or null.</summary>
    [JsonPropertyName("started")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets the time when the run ended, or null.</summary>
    [JsonPropertyName("completed")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Gets the time when the results were saved, or null.</summary>
    [JsonPropertyName("postProcessedTimestamp")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? PostProcessedAt { get; init; }

    /// <summary>true if it is archived; otherwise, false.</summary>
    public bool IsArchived { get; init; }

    /// <summary>true if the server counts the run as ended; otherwise, false. See <see cref="IsCompleted"/>.</summary>
    [JsonInclude]
    [JsonPropertyName("isCompleted")]
    internal bool? CompletedFlag { get; init; }

    /// <summary>Gets the statistics that the run wrote to <c>dominostats.json</c>, or null.</summary>
    public RunStatistics? DiagnosticStatistics { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>
    /// true if the run has ended, successfully or not; otherwise, false. This does not depend on an output commit, because not every run
    /// makes one.
    /// </summary>
    [JsonIgnore]
    public bool IsCompleted => Status.IsFinal || CompletedFlag == true;
}

/// <summary>The statistics that a run wrote.</summary>
public sealed record RunStatistics
{
    /// <summary>true if the file could not be read; otherwise, false.</summary>
    public bool IsError { get; init; }

    /// <summary>The statistics.</summary>
    public IReadOnlyList<RunStatistic> Data
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A statistic that a run wrote.</summary>
/// <param name="Key">The name.</param>
/// <param name="Value">The value, as a string.</param>
public sealed record RunStatistic(string Key, string Value);

internal sealed record RunList(List<Run> Data);

internal sealed record StartedRun(string RunId);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(StartRunRequest))]
[JsonSerializable(typeof(StartedRun))]
[JsonSerializable(typeof(RunLog))]
internal sealed partial class RunsJson : JsonSerializerContext;
