using System.Text.Json.Serialization;
using DominoDataLab.Client.Environments;

namespace DominoDataLab.Client.Jobs;

/// <summary>A request to start a job: the command and its settings.</summary>
public sealed record StartJobRequest
{
    /// <summary>
    /// Gets the command line: a file of the project and its arguments, or a program. <see cref="CommandLine.Join"/> creates one from words.
    /// </summary>
    public required string Command { get; init; }

    /// <summary>Gets the commit of the project's files: 40 hexadecimal digits. If null, the latest commit is used. The commit is looked up
    /// before the job is started. For the code of a project whose main repository is in git, set
    /// <see cref="MainRepositoryReference"/>.</summary>
    public string? CommitId { get; init; }

    /// <summary>Gets the branch, tag or commit of the main git repository, for projects that have one. The project is checked before the
    /// job is started. A branch cannot be combined with <see cref="CommitId"/>. If null, the project's default is used.</summary>
    public GitReference? MainRepositoryReference { get; init; }

    /// <summary>Gets the branch of the main git repository. Do not set <see cref="MainRepositoryReference"/>, too. Optional.</summary>
    public string? Branch { get; init; }

    /// <summary>A hardware tier, by ID or by name. If null, the project's default is used. It is looked up before the job is
    /// started.</summary>
    public string? HardwareTier { get; init; }

    /// <summary>An environment, by ID or by name. If null, the project's default is used. It is looked up before the job is
    /// started.</summary>
    public string? Environment { get; init; }

    /// <summary>
    /// The environment's revision. If null, the server uses the revision of the project's settings, or else the active one.
    /// </summary>
    public RevisionChoice? EnvironmentRevision { get; init; }

    /// <summary>Gets the compute cluster that runs together with the job. Optional.</summary>
    public ComputeCluster? Cluster { get; init; }

    /// <summary>Gets the Spark cluster in the form that Domino has deprecated. It is ignored if <see cref="Cluster"/> is set.
    /// Optional.</summary>
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
    /// true to create snapshots of the mounted datasets when the job ends; otherwise, false. If null, the server's default is used.
    /// </summary>
    public bool? SnapshotDatasetsOnCompletion { get; init; }

    /// <summary>
    /// true to create snapshots of the mounted NetApp volumes when the job ends; otherwise, false. If null, the server's default is used.
    /// </summary>
    public bool? SnapshotNetAppVolumesOnCompletion { get; init; }

    /// <summary>A title. Optional.</summary>
    public string? Title { get; init; }
}

/// <summary>The ten properties that every server knows are always sent, even if null. Newer properties are sent only if they are
/// set.</summary>
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
