using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Jobs;

/// <summary>Why a job is where it is.</summary>
public sealed record JobExplanation
{
    /// <summary>The job; see its <see cref="Job.QueuedJobHistoryDetails"/> and <see cref="Job.AbnormalStatus"/>.</summary>
    public required Job Job { get; init; }

    /// <summary>Its way, in order.</summary>
    public required IReadOnlyList<JobCheckpoint> Checkpoints { get; init; }

    /// <summary>What the server makes of it; null if it has nothing to say.</summary>
    public JobSuggestion? Suggestion { get; init; }

    /// <summary>The end of its log, in order.</summary>
    public required IReadOnlyList<LogLine> LastLogLines { get; init; }

    /// <summary>Why it waits; null if it does not.</summary>
    public string? QueueReason => Job.IsCompleted ? null : Job.QueuedJobHistoryDetails?.Explanation;

    /// <summary>Why it ended badly; null if it did not, or if the server does not say.</summary>
    public string? FailureReason => Job.AbnormalStatus is { } status ? $"{status.RunFailureReason}: {status.RunFailureMessage}" : null;
}

/// <summary>A step on a job's way.</summary>
public sealed record JobCheckpoint
{
    /// <summary>Which step: <c>Acknowledged</c>, <c>QuotaChecked</c>, <c>NodeAssigned</c>, <c>VolumesMounted</c>, <c>ImagesPulled</c>,
    /// <c>FilesPrepared</c>, <c>UserCodeLaunched</c>, <c>UserFilesSaved</c>, <c>ResourcesDeleted</c>, and whatever else the server has.</summary>
    public required string CheckpointName { get; init; }

    /// <summary>Whether it was taken.</summary>
    public required JobCheckpointStatus Status { get; init; }

    /// <summary>When it was taken.</summary>
    [JsonPropertyName("completedTimestamp")]
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public long? TimeSpentMillis { get; init; }

    /// <summary>What there is to say about it.</summary>
    public string? Message { get; init; }

    /// <summary>What may make it faster.</summary>
    public string? StartupTip { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>Whether a step was taken, as Domino writes it.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<JobCheckpointStatus>))]
public readonly record struct JobCheckpointStatus(string Value) : IOpenWord<JobCheckpointStatus>
{
    /// <summary>Not yet.</summary>
    public static JobCheckpointStatus Pending { get; } = new("Pending");

    /// <summary>It was.</summary>
    public static JobCheckpointStatus Completed { get; } = new("Completed");

    /// <summary>It went wrong here.</summary>
    public static JobCheckpointStatus Error { get; } = new("Error");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static JobCheckpointStatus IOpenWord<JobCheckpointStatus>.From(string value) => new(value);
}

/// <summary>What may help.</summary>
/// <param name="Problem">What is wrong, and what to do.</param>
/// <param name="HelpLink">Where to read more.</param>
public sealed record JobSuggestion(string Problem, string? HelpLink);

internal sealed record JobAdvice(JobSuggestion? ProblemSuggestion);

internal sealed record RenameJobBody(string Name);

internal sealed record ArchiveJobBody(string JobId);

/// <summary>The JSON of a job's details.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(List<JobUsage>))]
[JsonSerializable(typeof(List<JobCheckpoint>))]
[JsonSerializable(typeof(JobAdvice))]
[JsonSerializable(typeof(RenameJobBody))]
[JsonSerializable(typeof(ArchiveJobBody))]
internal sealed partial class JobDetailsJson : JsonSerializerContext;
