using System.Text.Json.Serialization;
using DominoDataLab.Client.Environments;

namespace DominoDataLab.Client.Jobs;

/// <summary>What to run, and on what.</summary>
public sealed record StartJobRequest
{
    /// <summary>One command line: a file of the project and its arguments, or a program. <see cref="CommandLine.Join"/> writes one from words.</summary>
    public required string Command { get; init; }

    /// <summary>A commit of the project's files, 40 hexadecimal digits. Null: the newest. Looked up before the job is started. It pins
    /// the files that Domino keeps; the code of a project whose main repository is in git is pinned by <see cref="MainRepositoryReference"/>.</summary>
    public string? CommitId { get; init; }

    /// <summary>A version of the main git repository, for projects that have one; whether this one has is looked up before the job is
    /// started. A branch cannot be given together with <see cref="CommitId"/>. Null: the project's default.</summary>
    public GitReference? MainRepositoryReference { get; init; }

    /// <summary>Short for a <see cref="MainRepositoryReference"/> to a branch; only one of the two may be given. Null: none.</summary>
    public string? Branch { get; init; }

    /// <summary>A hardware tier, by id or by name. Null: the project's default. Looked up before the job is started.</summary>
    public string? HardwareTier { get; init; }

    /// <summary>An environment, by id or by name. Null: the project's default. Looked up before the job is started.</summary>
    public string? Environment { get; init; }

    /// <summary>The environment's revision. Null: the server's choice, which is the project settings' or else the active one.</summary>
    public RevisionChoice? EnvironmentRevision { get; init; }

    /// <summary>A cluster of workers beside the job. Null: none.</summary>
    public ComputeCluster? Cluster { get; init; }

    /// <summary>Deprecated by Domino: use <see cref="Cluster"/>, beside which this is ignored. Null: none.</summary>
    public OnDemandSparkCluster? OnDemandSparkCluster { get; init; }

    /// <summary>Ids of external volumes to mount. Null: the project's; empty: none.</summary>
    public IReadOnlyList<string>? ExternalVolumeMounts { get; init; }

    /// <summary>Ids of NetApp volumes to mount. Null: the project's.</summary>
    public IReadOnlyList<string>? NetAppVolumes { get; init; }

    /// <summary>The kind of machine. Null: the hardware tier's.</summary>
    public CapacityType? CapacityType { get; init; }

    /// <summary>The size of the job's disk in GiB, more than 0. Null: the project's.</summary>
    public double? VolumeSizeGiB { get; init; }

    /// <summary>Whether the datasets it has mounted get snapshots at its end. Null: the server's default.</summary>
    public bool? SnapshotDatasetsOnCompletion { get; init; }

    /// <summary>Whether the NetApp volumes it has mounted get snapshots at its end. Null: the server's default.</summary>
    public bool? SnapshotNetAppVolumesOnCompletion { get; init; }

    /// <summary>A title. Null: none.</summary>
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
