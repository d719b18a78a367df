using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Jobs;

/// <summary>An explanation of a job's state.</summary>
public sealed record JobExplanation
{
    /// <summary>Gets the job. See its <see cref="Job.QueuedJobHistoryDetails"/> and <see cref="Job.Failure"/>.</summary>
    public required Job Job { get; init; }

    /// <summary>Gets the job's checkpoints, in order.</summary>
    public required IReadOnlyList<JobCheckpoint> Checkpoints { get; init; }

    /// <summary>Gets the server's suggestion, or null if the server has no suggestion.</summary>
    public JobSuggestion? Suggestion { get; init; }

    /// <summary>Gets the last lines of the log, in order.</summary>
    public required IReadOnlyList<LogLine> LastLogLines { get; init; }

    /// <summary>Gets the reason why the job is queued, or null if it is not.</summary>
    public string? QueueReason => Job.IsCompleted ? null : Job.QueuedJobHistoryDetails?.Explanation;
}

/// <summary>A checkpoint that a job passes.</summary>
public sealed record JobCheckpoint
{
    /// <summary>Gets the name of the checkpoint: <c>Acknowledged</c>, <c>QuotaChecked</c>, <c>NodeAssigned</c>, <c>VolumesMounted</c>,
    /// <c>ImagesPulled</c>,
    /// <c>FilesPrepared</c>, <c>UserCodeLaunched</c>, <c>UserFilesSaved</c>, <c>ResourcesDeleted</c>, and others that the server
    /// defines.</summary>
    public required string CheckpointName { get; init; }

    /// <summary>Gets the status.</summary>
    public required JobCheckpointStatus Status { get; init; }

    /// <summary>Gets the time when the checkpoint was completed, or null if it is not completed.</summary>
    [JsonPropertyName("completedTimestamp")]
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Gets the time that the checkpoint took, in milliseconds, or null.</summary>
    public long? TimeSpentMillis { get; init; }

    /// <summary>Gets the message, or null.</summary>
    public string? Message { get; init; }

    /// <summary>Gets a tip to make the step faster, or null.</summary>
    public string? StartupTip { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The status of a checkpoint, as Domino writes it.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<JobCheckpointStatus>))]
public readonly record struct JobCheckpointStatus(string Value) : IOpenWord<JobCheckpointStatus>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>The step has not been completed yet.</summary>
    public static JobCheckpointStatus Pending { get; } = new("Pending");

    /// <summary>The step was completed.</summary>
    public static JobCheckpointStatus Completed { get; } = new("Completed");

    /// <summary>The step failed.</summary>
    public static JobCheckpointStatus Error { get; } = new("Error");

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static JobCheckpointStatus IOpenWord<JobCheckpointStatus>.From(string value) => new(value);
}

internal sealed record RenameJobBody(string Name);

internal sealed record ArchiveJobBody(string JobId);

/// <summary>The JSON of a job's details.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(List<JobUsage>))]
[JsonSerializable(typeof(List<JobCheckpoint>))]
[JsonSerializable(typeof(RenameJobBody))]
[JsonSerializable(typeof(ArchiveJobBody))]
internal sealed partial class JobDetailsJson : JsonSerializerContext;
