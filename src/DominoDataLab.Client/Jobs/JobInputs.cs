using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Jobs;

/// <summary>A dataset that a job has mounted.</summary>
public sealed record JobDatasetMount
{
    /// <summary>The dataset's id.</summary>
    public required string DatasetId { get; init; }

    /// <summary>The dataset's name.</summary>
    public string? DatasetName { get; init; }

    /// <summary>Id of the project that the dataset is part of.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Whether the job only reads it.</summary>
    public bool IsInput { get; init; }

    /// <summary>Where the job sees it.</summary>
    public string? ContainerPath { get; init; }

    /// <summary>Id of the mounted snapshot, if it is one.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>Number of the mounted snapshot, if it is one.</summary>
    public int? SnapshotVersion { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>An external volume that a job has mounted.</summary>
public sealed record JobVolumeMount
{
    /// <summary>The volume's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where and how.</summary>
    public JobMount? Mount { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A NetApp volume that a job has mounted.</summary>
public sealed record JobNetAppVolumeMount
{
    /// <summary>The volume's id.</summary>
    public required string VolumeId { get; init; }

    /// <summary>The volume's name.</summary>
    public string? VolumeName { get; init; }

    /// <summary>Name of the claim in the cluster.</summary>
    public string? PvcName { get; init; }

    /// <summary>Where and how, if the volume itself is mounted.</summary>
    public JobMount? VolumeMount { get; init; }

    /// <summary>Where and how, if a snapshot of it is mounted.</summary>
    public JobMount? SnapshotMount { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>Where and how a volume is mounted.</summary>
public sealed record JobMount
{
    /// <summary>Where the job sees it.</summary>
    public required string MountPath { get; init; }

    /// <summary>Whether the job can only read it.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The part of the volume, if it is not the whole.</summary>
    public string? SubPath { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>Another project whose files a job reads.</summary>
public sealed record JobProject
{
    /// <summary>Gets the project's ID.</summary>
    public required string ProjectId { get; init; }

    /// <summary>The commit of its files.</summary>
    public string? CommitId { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A git repository that a job reads.</summary>
public sealed record JobRepository
{
    /// <summary>The repository's id.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The address.</summary>
    public string? Uri { get; init; }

    /// <summary>The branch, tag or commit that was asked for.</summary>
    public string? Ref { get; init; }

    /// <summary>Who hosts it, such as <c>github</c>.</summary>
    public string? ServiceProvider { get; init; }

    /// <summary>The branch at the start.</summary>
    public string? StartingBranch { get; init; }

    /// <summary>The commit at the start.</summary>
    public string? StartingCommitId { get; init; }

    /// <summary>The branch at the end.</summary>
    public string? FinishedBranch { get; init; }

    /// <summary>The commit at the end.</summary>
    public string? FinishedCommitId { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
