using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Jobs;

/// <summary>The statuses of a job.</summary>
public sealed record JobStatuses
{
    /// <summary>The status.</summary>
    public required JobStatus ExecutionStatus { get; init; }

    /// <summary>true if the server reports that the job has ended; otherwise, false.</summary>
    public bool IsCompleted { get; init; }

    /// <summary>true if the job is archived; otherwise, false.</summary>
    public bool IsArchived { get; init; }

    /// <summary>true if a schedule started the job; otherwise, false.</summary>
    public bool IsScheduled { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The times at which a job reached its stages.</summary>
public sealed record JobStageTime
{
    /// <summary>Gets the time when the job was submitted.</summary>
    [JsonPropertyName("submissionTime")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Gets the time when the user's code started, or null if it has not started.</summary>
    [JsonPropertyName("runStartTime")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets the time when the job ended, or null if it has not ended.</summary>
    [JsonPropertyName("completedTime")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The input and output commits of a job.</summary>
public sealed record JobCommitDetails
{
    /// <summary>Gets the ID of the commit that the job ran on.</summary>
    public string? InputCommitId { get; init; }

    /// <summary>Gets the ID of the commit with the results. Null or empty if the job made no commit.</summary>
    public string? OutputCommitId { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The reason why a job is queued.</summary>
public sealed record QueuedJobDetails
{
    /// <summary>Gets the expected wait, as the server describes it.</summary>
    public string? ExpectedWait { get; init; }

    /// <summary>Gets the reason, or null.</summary>
    public string? Explanation { get; init; }

    /// <summary>Gets a hint, or null.</summary>
    public string? HelpText { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The reason why a job failed.</summary>
public sealed record JobFailure
{
    /// <summary>Gets the kind of failure, such as <c>ExitCode</c>. The words are the server's.</summary>
    [JsonPropertyName("runFailureReason")]
    public string? Reason { get; init; }

    /// <summary>Gets the server's message.</summary>
    [JsonPropertyName("runFailureMessage")]
    public string? Message { get; init; }

    /// <summary>Gets the address of a page about the problem. It is set for the jobs of <see cref="JobFailedException"/> and
    /// <see cref="JobExplanation"/>, because the server gives it with the log. Otherwise null.</summary>
    [JsonIgnore]
    public string? HelpLink { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
