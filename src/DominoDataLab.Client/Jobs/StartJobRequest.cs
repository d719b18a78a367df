using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Jobs;

/// <summary>What to run, and on what.</summary>
public sealed record StartJobRequest
{
    /// <summary>One command line: a file of the project and its arguments, or a program.</summary>
    public required string Command { get; init; }

    /// <summary>A commit of the project's files. Null: the newest. Checked before the job is started.</summary>
    public string? CommitId { get; init; }

    /// <summary>A version of the main git repository, for projects that have one. Not with <see cref="CommitId"/> unless it is a git commit.</summary>
    public GitReference? MainRepositoryReference { get; init; }

    /// <summary>A hardware tier, by id or by name. Null: the project's default. Checked before the job is started.</summary>
    public string? HardwareTier { get; init; }

    /// <summary>An environment, by id or by name. Null: the project's default. Checked before the job is started.</summary>
    public string? Environment { get; init; }

    /// <summary>A cluster of workers beside the job. Null: none.</summary>
    public ComputeCluster? Cluster { get; init; }

    /// <summary>Ids of external volumes to mount. Null: the project's; empty: none.</summary>
    public IReadOnlyList<string>? ExternalVolumeMounts { get; init; }

    /// <summary>A title. Null: none.</summary>
    public string? Title { get; init; }
}

/// <summary>A cluster of workers beside a job.</summary>
public sealed record ComputeCluster
{
    /// <summary><c>Spark</c>, <c>Ray</c>, <c>Dask</c> or <c>MPI</c>, in this spelling.</summary>
    public required string Type { get; init; }

    /// <summary>Id of the workers' environment.</summary>
    public required string EnvironmentId { get; init; }

    /// <summary>The master's hardware tier, by id or by name. Needed unless the type is <c>MPI</c>.</summary>
    public string? MasterHardwareTierId { get; init; }

    /// <summary>The workers' hardware tier, by id or by name.</summary>
    public required string WorkerHardwareTierId { get; init; }

    /// <summary>Workers, at least 1; the least of them if <see cref="MaxWorkerCount"/> is set.</summary>
    public required int WorkerCount { get; init; }

    /// <summary>The most workers. Null: no scaling.</summary>
    public int? MaxWorkerCount { get; init; }

    /// <summary>Storage of each worker in GiB. Null: the server's default.</summary>
    public double? WorkerStorageGiB { get; init; }
}

internal sealed record StartJobBody(
    string ProjectId,
    string CommandToRun,
    string? CommitId,
    GitReference? MainRepoGitRef,
    string? OverrideHardwareTierId,
    ClusterBody? ComputeClusterProperties,
    string? EnvironmentId,
    IReadOnlyList<string>? ExternalVolumeMounts,
    string? Title);

internal sealed record ClusterBody
{
    public required string ClusterType { get; init; }

    public required string ComputeEnvironmentId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TierValue? MasterHardwareTierId { get; init; }

    public required TierValue WorkerHardwareTierId { get; init; }

    public required int WorkerCount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxWorkerCount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StorageBody? WorkerStorage { get; init; }
}

internal sealed record TierValue(string Value);

internal sealed record StorageBody(double Value, string Unit);
