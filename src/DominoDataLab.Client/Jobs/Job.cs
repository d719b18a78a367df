using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Jobs;

/// <summary>A job: one execution of a command on a commit.</summary>
public sealed record Job
{
    /// <summary>24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Its number in the project, from 1.</summary>
    public int Number { get; init; }

    /// <summary>The project's id.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The title, if it has one.</summary>
    public string? Title { get; init; }

    /// <summary>The command.</summary>
    [JsonPropertyName("jobRunCommand")]
    public string? Command { get; init; }

    /// <summary>Where it stands, as the server groups it.</summary>
    public required JobStatuses Statuses { get; init; }

    /// <summary>When it passed its stages.</summary>
    public JobStageTime? StageTime { get; init; }

    /// <summary>The commits it read and made.</summary>
    public JobCommitDetails? CommitDetails { get; init; }

    /// <summary>Why it waits, if it does.</summary>
    public QueuedJobDetails? QueuedJobHistoryDetails { get; init; }

    /// <summary>Why it ended badly, if it did.</summary>
    public JobAbnormalStatus? AbnormalStatus { get; init; }

    /// <summary>Statistics that the job left in <c>dominostats.json</c>.</summary>
    public IReadOnlyList<JobStatistic> DominoStats { get => field ?? []; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<JobTag> Tags { get => field ?? []; init; }

    /// <summary>How many comments it has.</summary>
    public int CommentsCount { get; init; }

    /// <summary>What it used when it was last measured; null before the first time.</summary>
    public JobUsage? Usage { get; init; }

    /// <summary>Fields that this library does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>Where it stands.</summary>
    [JsonIgnore]
    public JobStatus Status => Statuses.ExecutionStatus;

    /// <summary>A statistic that it left, or null.</summary>
    /// <param name="name">The name in <c>dominostats.json</c>.</param>
    public JobStatistic? FindStatistic(string name) => DominoStats.FirstOrDefault(statistic => statistic.Name == name);

    /// <summary>Whether it has ended, well or badly.</summary>
    [JsonIgnore]
    public bool IsCompleted => Status.IsFinal || Statuses.IsCompleted;

    /// <summary>The commit with its results; null before the end, and if it changed no file.</summary>
    [JsonIgnore]
    public string? OutputCommitId => string.IsNullOrEmpty(CommitDetails?.OutputCommitId) ? null : CommitDetails.OutputCommitId;
}

/// <summary>Where a job stands.</summary>
public sealed record JobStatuses
{
    /// <summary>The status.</summary>
    public required JobStatus ExecutionStatus { get; init; }

    /// <summary>Whether the server counts it as ended.</summary>
    public bool IsCompleted { get; init; }

    /// <summary>Whether it is archived.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Whether a schedule started it.</summary>
    public bool IsScheduled { get; init; }
}

/// <summary>When a job passed its stages, in milliseconds since 1970.</summary>
public sealed record JobStageTime
{
    /// <summary>When it was asked for.</summary>
    public long SubmissionTime { get; init; }

    /// <summary>When the user's code began.</summary>
    public long? RunStartTime { get; init; }

    /// <summary>When it ended.</summary>
    public long? CompletedTime { get; init; }
}

/// <summary>The commits that a job read and made.</summary>
public sealed record JobCommitDetails
{
    /// <summary>The commit that it ran on.</summary>
    public string? InputCommitId { get; init; }

    /// <summary>The commit with its results, if it made one.</summary>
    public string? OutputCommitId { get; init; }
}

/// <summary>Why a job waits.</summary>
public sealed record QueuedJobDetails
{
    /// <summary>How long it may take, in the server's words.</summary>
    public string? ExpectedWait { get; init; }

    /// <summary>Why.</summary>
    public string? Explanation { get; init; }

    /// <summary>What may help.</summary>
    public string? HelpText { get; init; }
}

/// <summary>Why a job ended badly.</summary>
public sealed record JobAbnormalStatus
{
    /// <summary>The kind of failure.</summary>
    public string? RunFailureReason { get; init; }

    /// <summary>What happened.</summary>
    public string? RunFailureMessage { get; init; }
}

/// <summary>A statistic that a job left.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, as text.</param>
public sealed record JobStatistic(string Name, string Value)
{
    /// <summary>Its value, if that is a number.</summary>
    [JsonIgnore]
    public double? Number => double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>One line of a job's log.</summary>
/// <param name="Timestamp">When it was written, in nanoseconds since 1970.</param>
/// <param name="Type">Where it came from.</param>
/// <param name="Text">The line, without its end.</param>
public sealed record LogLine(long Timestamp, LogType Type, string Text);

/// <summary>One page of a project's jobs.</summary>
public sealed record JobPage
{
    /// <summary>The jobs.</summary>
    public required IReadOnlyList<Job> Jobs { get; init; }

    /// <summary>How many there are on all pages.</summary>
    public int TotalCount { get; init; }
}

/// <summary>A version of the code of a project whose main repository is in git.</summary>
/// <param name="Type"><c>head</c>, <c>branches</c>, <c>tags</c> or <c>commitId</c>.</param>
/// <param name="Value">The branch, tag or commit; null for <c>head</c>.</param>
public sealed record GitReference(string Type, string? Value)
{
    /// <summary>The repository's default branch.</summary>
    public static GitReference Head { get; } = new("head", null);

    /// <summary>The newest commit of a branch.</summary>
    /// <param name="name">The branch.</param>
    public static GitReference Branch(string name) => new("branches", name);

    /// <summary>A tag.</summary>
    /// <param name="name">The tag.</param>
    public static GitReference Tag(string name) => new("tags", name);

    /// <summary>A commit.</summary>
    /// <param name="id">The commit's hash.</param>
    public static GitReference Commit(string id) => new("commitId", id);
}

internal sealed record LogPage(LogSet Logset);

internal sealed record LogSet(List<LogEntry> LogContent, bool IsComplete, LogCursor Pagination);

internal sealed record LogEntry(long Timestamp, LogType LogType, string Log);

internal sealed record LogCursor(string? LatestTimeNano);

internal sealed record StopJobBody(string ProjectId, string JobId, bool CommitResults);

internal sealed record RestartJobBody(string JobId, bool ShouldUseOriginalInputCommit);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(StopJobBody))]
[JsonSerializable(typeof(RestartJobBody))]
[JsonSerializable(typeof(StartJobBody))]
[JsonSerializable(typeof(RuntimeDetails))]
internal sealed partial class JobsJson : JsonSerializerContext;
