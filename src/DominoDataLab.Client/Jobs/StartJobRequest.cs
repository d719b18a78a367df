using System.Text.Json.Serialization;
using DominoDataLab.Client.Environments;

namespace DominoDataLab.Client.Jobs;

/// <summary>A request to start a job: the command and its settings.</summary>
public sealed record StartJobRequest
{
    /// <summary>
    /// One command line: a file of the project and its arguments, or a program. <see cref="CommandLine.Join"/> writes one from words.
    /// </summary>
    public required string Command { get; init; }

    /// <summary>A commit of the project's files, 40 hexadecimal digits. If null, the latest is used. Looked up before the job is started.
    /// It pins the files that Domino keeps; the code of a project whose main repository is in git is pinned by
    /// <see cref="MainRepositoryReference"/>.</summary>
    public string? CommitId { get; init; }

    /// <summary>A version of the main git repository, for projects that have one; whether this one has is looked up before the job is
    /// started. A branch cannot be given together with <see cref="CommitId"/>. If null, the project's default is used.</summary>
    public GitReference? MainRepositoryReference { get; init; }

    /// <summary>Short for a <see cref="MainRepositoryReference"/> to a branch; only one of the two may be given. Optional.</summary>
    public string? Branch { get; init; }

    /// <summary>A hardware tier, by ID or by name. If null, the project's default is used. Looked up before the job is started.</summary>
    public string? HardwareTier { get; init; }

    /// <summary>An environment, by ID or by name. If null, the project's default is used. Looked up before the job is started.</summary>
    public string? Environment { get; init; }

    /// <summary>
    /// The environment's revision. If null, the server uses the revision of the project's settings, or else the active one.
    /// </summary>
    public RevisionChoice? EnvironmentRevision { get; init; }

    /// <summary>A cluster of workers beside the job. Optional.</summary>
    public ComputeCluster? Cluster { get; init; }

    /// <summary>Deprecated by Domino: use <see cref="Cluster"/>, beside which this is ignored. Optional.</summary>
    public OnDemandSparkCluster? OnDemandSparkCluster { get; init; }

    /// <summary>Gets the IDs of external volumes to mount. If null, the project's volumes are mounted; if empty, none are.</summary>
    public IReadOnlyList<string>? ExternalVolumeMounts { get; init; }

    /// <summary>Gets the IDs of NetApp volumes to mount. If null, the project's choice is used.</summary>
    public IReadOnlyList<string>? NetAppVolumes { get; init; }

    /// <summary>The kind of machine. If null, the hardware tier's choice is used.</summary>
    public CapacityType? CapacityType { get; init; }

    /// <summary>The size of the job's disk in GiB, more than 0. If null, the project's choice is used.</summary>
    public double? VolumeSizeGiB { get; init; }

    /// <summary>
    /// true if the datasets it has mounted get snapshots at its end; otherwise, false. If null, the server's default is used.
    /// </summary>
    public bool? SnapshotDatasetsOnCompletion { get; init; }

    /// <summary>
    /// true if the NetApp volumes it has mounted get snapshots at its end; otherwise, false. If null, the server's default is used.
    /// </summary>
    public bool? SnapshotNetAppVolumesOnCompletion { get; init; }

    /// <summary>A title. Optional.</summary>
    public string? Title { get; init; }
}

/// <summary>The ten fields that every server knows are always sent, as null if need be; newer ones only if they are set.</summary>
internal sealed record StartJobBody
{
    public required string ProjectId { get; init; }

    public required string CommandToRun { get; init; }

    public string? CommitId { get; init; }

    public GitReference? MainRepoGitRef { get; init; }

    public string? OverrideHardwareTierId { get; init; }

    public OnDemandSparkBody? OnDemandSparkClusterProperties { get; init; }

    public ComputeCluster? ComputeClusterProperties { get; init; }

    public string? EnvironmentId { get; init; }

    public IReadOnlyList<string>? ExternalVolumeMounts { get; init; }

    public string? Title { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RevisionChoice? EnvironmentRevisionSpec { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? NetAppVolumeIds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CapacityType? CapacityType { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? OverrideVolumeSizeGiB { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? SnapshotDatasetsOnCompletion { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? SnapshotNetAppVolumesOnCompletion { get; init; }
}
