using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Jobs;

/// <summary>A job: one execution of a command on a commit.</summary>
public sealed record Job
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Its number in the project, from 1.</summary>
    public int Number { get; init; }

    /// <summary>Gets the project's ID.</summary>
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

    /// <summary>Who started it, if a user did.</summary>
    public JobUser? StartedBy { get; init; }

    /// <summary>The commits it read and made.</summary>
    public JobCommitDetails? CommitDetails { get; init; }

    /// <summary>The version of the main git repository that was asked for, if one was.</summary>
    [JsonPropertyName("mainRepoGitRef")]
    public GitReference? MainRepositoryReference { get; init; }

    /// <summary>Why it waits, if it does.</summary>
    public QueuedJobDetails? QueuedJobHistoryDetails { get; init; }

    /// <summary>Why it ended badly, if it did.</summary>
    public JobAbnormalStatus? AbnormalStatus { get; init; }

    /// <summary>The cluster beside it, if it has one.</summary>
    [JsonPropertyName("computeCluster")]
    public ComputeCluster? Cluster { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<JobTag> Tags
    {
        get => field ?? [];
        init;
    }

    /// <summary>What it has used, if the server says.</summary>
    public JobUsage? Usage { get; init; }

    /// <summary>Comments on it.</summary>
    public int CommentsCount { get; init; }

    /// <summary>Ids of the goals that it is linked to.</summary>
    public IReadOnlyList<string> GoalIds
    {
        get => field ?? [];
        init;
    }

    /// <summary>Statistics that the job left in <c>dominostats.json</c>.</summary>
    public IReadOnlyList<JobStatistic> DominoStats
    {
        get => field ?? [];
        init;
    }

    /// <summary>Id of the launcher that started it, if one did.</summary>
    public string? RunLauncherId { get; init; }

    /// <summary>Whether the server suggests datasets for its many files.</summary>
    public bool SuggestDatasets { get; init; }

    /// <summary>Whether its datasets get snapshots at its end.</summary>
    public bool SnapshotDatasetsOnCompletion { get; init; }

    /// <summary>Whether its NetApp volumes get snapshots at its end.</summary>
    public bool SnapshotNetAppVolumesOnCompletion { get; init; }

    /// <summary>The datasets it has mounted.</summary>
    [JsonPropertyName("dependentDatasetMounts")]
    public IReadOnlyList<JobDatasetMount> DatasetMounts
    {
        get => field ?? [];
        init;
    }

    /// <summary>The external volumes it has mounted.</summary>
    [JsonPropertyName("dependentExternalVolumeMounts")]
    public IReadOnlyList<JobVolumeMount> ExternalVolumeMounts
    {
        get => field ?? [];
        init;
    }

    /// <summary>The NetApp volumes it has mounted.</summary>
    [JsonPropertyName("dependentNetAppVolumeMounts")]
    public IReadOnlyList<JobNetAppVolumeMount> NetAppVolumeMounts
    {
        get => field ?? [];
        init;
    }

    /// <summary>The projects whose files it reads.</summary>
    [JsonPropertyName("dependentProjects")]
    public IReadOnlyList<JobProject> Projects
    {
        get => field ?? [];
        init;
    }

    /// <summary>The git repositories it reads.</summary>
    [JsonPropertyName("dependentRepositories")]
    public IReadOnlyList<JobRepository> Repositories
    {
        get => field ?? [];
        init;
    }

    /// <summary>Where it runs, if the deployment has several places.</summary>
    public JobDataPlane? DataPlane { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>Where it stands.</summary>
    [JsonIgnore]
    public JobStatus Status => Statuses.ExecutionStatus;

    /// <summary>A statistic that it left, or null.</summary>
    /// <param name="name">The name in <c>dominostats.json</c>.</param>
    public JobStatistic? FindStatistic(string name) => DominoStats.FirstOrDefault(statistic => statistic.Name == name);

    /// <summary>Whether it has ended, well or badly. A status that this library does not know is an end if the server says so.</summary>
    [JsonIgnore]
    public bool IsCompleted => Status.IsFinal || Statuses.IsCompleted;

    /// <summary>The commit with its results; null before the end, and if it changed no file.</summary>
    [JsonIgnore]
    public string? OutputCommitId => string.IsNullOrEmpty(CommitDetails?.OutputCommitId) ? null : CommitDetails.OutputCommitId;
}
