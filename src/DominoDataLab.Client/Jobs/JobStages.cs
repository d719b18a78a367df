using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Jobs;

/// <summary>The statuses of a job.</summary>
public sealed record JobStatuses
{
    /// <summary>The status.</summary>
    public required JobStatus ExecutionStatus { get; init; }

    /// <summary>true if the server counts it as ended; otherwise, false.</summary>
    public bool IsCompleted { get; init; }

    /// <summary>true if it is archived; otherwise, false.</summary>
    public bool IsArchived { get; init; }

    /// <summary>true if a schedule started it; otherwise, false.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>When a job passed its stages.</summary>
public sealed record JobStageTime
{
    /// <summary>Gets the time when it was asked for.</summary>
    [JsonPropertyName("submissionTime")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Gets the time when the user's code began, if it did.</summary>
    [JsonPropertyName("runStartTime")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets the time when it ended, if it did.</summary>
    [JsonPropertyName("completedTime")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The commits that a job read and made.</summary>
public sealed record JobCommitDetails
{
    /// <summary>The commit that it ran on.</summary>
    public string? InputCommitId { get; init; }

    /// <summary>The commit with its results, if it made one.</summary>
    public string? OutputCommitId { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>Why a job waits.</summary>
public sealed record QueuedJobDetails
{
    /// <summary>How long it may take, in the server's words.</summary>
    public string? ExpectedWait { get; init; }

    /// <summary>Why.</summary>
    public string? Explanation { get; init; }

    /// <summary>Gets a hint, or null.</summary>
    public string? HelpText { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>Why a job ended badly.</summary>
public sealed record JobAbnormalStatus
{
    /// <summary>The kind of failure.</summary>
    public string? RunFailureReason { get; init; }

    /// <summary>Gets the message.</summary>
    public string? RunFailureMessage { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
