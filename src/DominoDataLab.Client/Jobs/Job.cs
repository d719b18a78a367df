using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace DominoDataLab.Client.Jobs;

/// <summary>A job: one execution of a command on a commit.</summary>
public sealed partial record Job
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the number in the project, from 1.</summary>
    public int Number { get; init; }

    /// <summary>Gets the project's ID.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Gets the title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the command.</summary>
    [JsonPropertyName("jobRunCommand")]
    public string? Command { get; init; }

    /// <summary>Gets the statuses.</summary>
    public required JobStatuses Statuses { get; init; }

    /// <summary>Gets the times of the job's stages.</summary>
    public JobStageTime? StageTime { get; init; }

    /// <summary>Gets the user who started the job, or null if no user did.</summary>
    public JobUser? StartedBy { get; init; }

    /// <summary>Gets the input and output commits.</summary>
    public JobCommitDetails? CommitDetails { get; init; }

    /// <summary>Gets the requested version of the main git repository, or null.</summary>
    [JsonPropertyName("mainRepoGitRef")]
    public GitReference? MainRepositoryReference { get; init; }

    /// <summary>Gets the reason why the job is queued, or null if it is not.</summary>
    public QueuedJobDetails? QueuedJobHistoryDetails { get; init; }

    /// <summary>Gets the reason why the job failed, or null if it did not fail or the server does not say.</summary>
    [JsonPropertyName("abnormalStatus")]
    public JobFailure? Failure { get; init; }

    /// <summary>Gets the cluster of the job, or null.</summary>
    [JsonPropertyName("computeCluster")]
    public ComputeCluster? Cluster { get; init; }

    /// <summary>Gets the tags.</summary>
    public IReadOnlyList<JobTag> Tags
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the resource usage, or null if the server does not say.</summary>
    public JobUsage? Usage { get; init; }

    /// <summary>Gets the number of comments.</summary>
    public int CommentsCount { get; init; }

    /// <summary>Gets the IDs of the goals that the job is linked to.</summary>
    public IReadOnlyList<string> GoalIds
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the statistics that the job wrote to <c>dominostats.json</c>.</summary>
    public IReadOnlyList<JobStatistic> DominoStats
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the ID of the launcher that started the job, or null if no launcher did.</summary>
    public string? RunLauncherId { get; init; }

    /// <summary>true if the server suggests to move the job's many files to a dataset; otherwise, false.</summary>
    public bool SuggestDatasets { get; init; }

    /// <summary>true if the server creates snapshots of the mounted datasets when the job ends; otherwise, false.</summary>
    public bool SnapshotDatasetsOnCompletion { get; init; }

    /// <summary>true if the server creates snapshots of the mounted NetApp volumes when the job ends; otherwise, false.</summary>
    public bool SnapshotNetAppVolumesOnCompletion { get; init; }

    /// <summary>Gets the mounted datasets.</summary>
    [JsonPropertyName("dependentDatasetMounts")]
    public IReadOnlyList<JobDatasetMount> DatasetMounts
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the mounted external volumes.</summary>
    [JsonPropertyName("dependentExternalVolumeMounts")]
    public IReadOnlyList<JobVolumeMount> ExternalVolumeMounts
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the mounted NetApp volumes.</summary>
    [JsonPropertyName("dependentNetAppVolumeMounts")]
    public IReadOnlyList<JobNetAppVolumeMount> NetAppVolumeMounts
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the projects whose files the job reads.</summary>
    [JsonPropertyName("dependentProjects")]
    public IReadOnlyList<JobProject> Projects
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the git repositories that the job reads.</summary>
    [JsonPropertyName("dependentRepositories")]
    public IReadOnlyList<JobRepository> Repositories
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the data plane on which the job runs, or null if the deployment has only one.</summary>
    public JobDataPlane? DataPlane { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>Gets the status.</summary>
    [JsonIgnore]
    public JobStatus Status => Statuses.ExecutionStatus;

    /// <summary>
    /// true if the job has ended, successfully or not; otherwise, false. For a status that this library does not know, the server decides.
    /// </summary>
    [JsonIgnore]
    public bool IsCompleted => Status.IsFinal || Statuses.IsCompleted;

    /// <summary>Gets the time from the start of the user's code to the end of the job. Null if the job has not started or not
    /// ended.</summary>
    [JsonIgnore]
    public TimeSpan? Duration => StageTime?.CompletedAt - StageTime?.StartedAt;

    /// <summary>Gets the exit code of the command: 0 if the job succeeded; otherwise, the number in the server's message about the
    /// failure. Null if the job has not ended or the message does not name an exit code.</summary>
    /// <remarks>Domino's replies do not have the exit code as a field.</remarks>
    [JsonIgnore]
    public int? ExitCode =>
        Status == JobStatus.Succeeded ? 0
        : Failure?.Message is { } message
        && ExitCodePattern().Match(message) is { Success: true } match
        && int.TryParse(match.Groups["code"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code)
            ? code
        : null;

    /// <summary>Gets the ID of the commit with the results. Null before the job ends, and if the job changed no file.</summary>
    [JsonIgnore]
    public string? OutputCommitId => string.IsNullOrEmpty(CommitDetails?.OutputCommitId) ? null : CommitDetails.OutputCommitId;

    /// <summary>Finds a statistic by name, or returns null.</summary>
    /// <param name="name">The name in <c>dominostats.json</c>.</param>
    public JobStatistic? FindStatistic(string name) => DominoStats.FirstOrDefault(statistic => statistic.Name == name);

    [GeneratedRegex(
        @"\bexit(ed with)? (code|status)[:= ]+(?<code>-?\d+)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex ExitCodePattern();
}
