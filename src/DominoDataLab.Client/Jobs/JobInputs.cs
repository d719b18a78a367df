using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Jobs;

/// <summary>A dataset that a job has mounted.</summary>
public sealed record JobDatasetMount
{
    /// <summary>The dataset's ID.</summary>
    public required string DatasetId { get; init; }

    /// <summary>The dataset's name.</summary>
    public string? DatasetName { get; init; }

    /// <summary>Gets the ID of the project that the dataset is part of.</summary>
    public string? ProjectId { get; init; }

    /// <summary>true if the job can only read the dataset; otherwise, false.</summary>
    public bool IsInput { get; init; }

    /// <summary>Gets the path in the job.</summary>
    public string? ContainerPath { get; init; }

    /// <summary>Gets the ID of the mounted snapshot, or null.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>Gets the number of the mounted snapshot, or null.</summary>
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

    /// <summary>Gets the mount.</summary>
    public JobMount? Mount { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A NetApp volume that a job has mounted.</summary>
public sealed record JobNetAppVolumeMount
{
    /// <summary>The volume's ID.</summary>
    public required string VolumeId { get; init; }

    /// <summary>The volume's name.</summary>
    public string? VolumeName { get; init; }

    /// <summary>Gets the name of the persistent volume claim, or null.</summary>
    public string? PvcName { get; init; }

    /// <summary>Gets the mount of the volume itself, or null if it is not mounted.</summary>
    public JobMount? VolumeMount { get; init; }

    /// <summary>Gets the mount of a snapshot, or null if none is mounted.</summary>
    public JobMount? SnapshotMount { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The mount of a volume.</summary>
public sealed record JobMount
{
    /// <summary>Gets the path in the job.</summary>
    public required string MountPath { get; init; }

    /// <summary>true if the job can only read the volume; otherwise, false.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Gets the mounted folder of the volume. Null if the whole volume is mounted.</summary>
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

    /// <summary>Gets the ID of the commit of its files.</summary>
    public string? CommitId { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A git repository that a job reads.</summary>
public sealed record JobRepository
{
    /// <summary>The repository's ID.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The address.</summary>
    public string? Uri { get; init; }

    /// <summary>Gets the requested branch, tag or commit.</summary>
    public string? Ref { get; init; }

    /// <summary>Gets the hosting service, such as <c>github</c>.</summary>
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
