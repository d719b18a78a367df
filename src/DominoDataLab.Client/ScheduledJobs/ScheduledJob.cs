using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Client.ScheduledJobs;

/// <summary>A job that starts at scheduled times.</summary>
public sealed record ScheduledJob
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the project's ID.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The title, which its jobs get too.</summary>
    public required string Title { get; init; }

    /// <summary>The command.</summary>
    public required string Command { get; init; }

    /// <summary>Gets the schedule.</summary>
    public required JobSchedule Schedule { get; init; }

    /// <summary>The time zone that the schedule is meant in, such as <c>Europe/Paris</c>.</summary>
    [JsonPropertyName("timezoneId")]
    public required string TimeZone { get; init; }

    /// <summary>Gets the mode: Concurrent starts a job while the previous one is running; Sequential waits for its end.</summary>
    public bool AllowConcurrentExecution { get; init; }

    /// <summary>true if the scheduled job is paused; otherwise, false.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The hardware tier's id.</summary>
    [JsonPropertyName("hardwareTierIdentifier")]
    public required string HardwareTierId { get; init; }

    /// <summary>The hardware tier's name.</summary>
    public string? HardwareTierName { get; init; }

    /// <summary>The environment's ID. If null, the project's default is used.</summary>
    [JsonPropertyName("overrideEnvironmentId")]
    public string? EnvironmentId { get; init; }

    /// <summary>The environment's revision.</summary>
    [JsonPropertyName("environmentRevisionSpec")]
    public RevisionChoice? EnvironmentRevision { get; init; }

    /// <summary>The version of the main git repository, for projects that have one.</summary>
    [JsonPropertyName("mainRepoGitRef")]
    public GitReference? MainRepositoryReference { get; init; }

    /// <summary>The model that gets a new version after each success. Optional.</summary>
    public string? PublishModelId { get; init; }

    /// <summary>Gets the e-mail addresses that are notified when a job ends.</summary>
    public IReadOnlyList<string> NotifyOnCompleteEmailAddresses
    {
        get => field ?? [];
        init;
    }

    /// <summary>Data that its jobs get and keep.</summary>
    [JsonPropertyName("dataConfig")]
    public ScheduledJobData? Data { get; init; }

    /// <summary>Gets the ID of the user whose rights the jobs have.</summary>
    public required string ScheduledByUserId { get; init; }

    /// <summary>Gets the name of that user.</summary>
    public string? ScheduledByUserName { get; init; }

    /// <summary>Gets the time when the scheduled job was created.</summary>
    [JsonPropertyName("created")]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>
    /// Gets the times after a moment at which jobs start, computed on this machine. Empty if the scheduled job is paused. See
    /// <see cref="CronSchedule.NextTimes"/>.
    /// </summary>
    /// <param name="after">The moment.</param>
    /// <exception cref="FormatException">The server's expression has a form that this library does not know.</exception>
    /// <exception cref="TimeZoneNotFoundException">This machine does not know the time zone.</exception>
    public IEnumerable<DateTimeOffset> NextTimes(DateTimeOffset after) =>
        IsPaused ? [] : CronSchedule.Parse(Schedule.CronString).NextTimes(after, TimeZoneInfo.FindSystemTimeZoneById(TimeZone));
}

/// <summary>The schedule of a job, as the server stores it.</summary>
public sealed record JobSchedule
{
    /// <summary>The expression; see <see cref="CronSchedule"/>.</summary>
    public required string CronString { get; init; }

    /// <summary>true if the schedule was entered as an expression; false if it was chosen in Domino's form.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Gets the server's description of the expression.</summary>
    public string? HumanReadableCronString { get; init; }
}

/// <summary>The data that the jobs of a scheduled job use and keep.</summary>
public sealed record ScheduledJobData
{
    /// <summary>The name of a dataset configuration.</summary>
    public string? DatasetConfig { get; init; }

    /// <summary>Gets the IDs of external volumes to mount. If null, the project's choice is used.</summary>
    public IReadOnlyList<string>? ExternalVolumeMounts { get; init; }

    /// <summary>Gets the IDs of NetApp volumes to mount. If null, the project's choice is used.</summary>
    public IReadOnlyList<string>? NetAppVolumeIds { get; init; }

    /// <summary>true if datasets get a snapshot at the end of each job; otherwise, false.</summary>
    public bool SnapshotDatasetsOnCompletion { get; init; }

    /// <summary>true if NetApp volumes get a snapshot at the end of each job; otherwise, false.</summary>
    public bool SnapshotNetAppVolumesOnCompletion { get; init; }
}

internal sealed record ScheduledJobBody
{
    public required string Title { get; init; }

    public required string Command { get; init; }

    public required ScheduleBody Schedule { get; init; }

    public required string TimezoneId { get; init; }

    public required bool AllowConcurrentExecution { get; init; }

    public required bool IsPaused { get; init; }

    public required string HardwareTierIdentifier { get; init; }

    public required RevisionChoice EnvironmentRevisionSpec { get; init; }

    public required string ScheduledByUserId { get; init; }

    public required IReadOnlyList<string> NotifyOnCompleteEmailAddresses { get; init; }

    public string? OverrideEnvironmentId { get; init; }

    public GitReference? MainRepoGitRef { get; init; }

    public string? PublishModelId { get; init; }

    public JsonElement? ComputeClusterProperties { get; init; }

    public JsonElement? CapacityType { get; init; }

    public JsonElement? VolumeSpecificationOverride { get; init; }

    public string? DatasetConfig { get; init; }

    public IReadOnlyList<string>? ExternalVolumeMounts { get; init; }

    public IReadOnlyList<string>? NetAppVolumeIds { get; init; }

    public bool? SnapshotDatasetsOnCompletion { get; init; }

    public bool? SnapshotNetAppVolumesOnCompletion { get; init; }
}

internal sealed record ScheduleBody(string CronString, bool IsCustom);

/// <summary>The JSON of scheduled jobs.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScheduledJob))]
[JsonSerializable(typeof(List<ScheduledJob>))]
[JsonSerializable(typeof(ScheduledJobBody))]
internal sealed partial class ScheduledJobsJson : JsonSerializerContext;
