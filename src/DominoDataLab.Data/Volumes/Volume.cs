using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Data.Volumes;

/// <summary>A NetApp volume as RemoteFS describes it.</summary>
public sealed record Volume
{
    /// <summary>Gets the ID.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the name that identifies the volume, to use with <see cref="VolumeClient.GetAsync"/>.</summary>
    public required string UniqueName { get; init; }

    /// <summary>Gets the description, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the capacity.</summary>
    [JsonPropertyName("capacity")]
    public long CapacityBytes { get; init; }

    /// <summary>Gets the space in use, or null if it is not known.</summary>
    [JsonPropertyName("storageSize")]
    public long? UsedBytes { get; init; }

    /// <summary>Gets the largest number of snapshots.</summary>
    public int MaxSnapshots { get; init; }

    /// <summary>Gets the number of snapshots.</summary>
    public int NumSnapshots { get; init; }

    /// <summary>Gets the path at which the volume is mounted.</summary>
    public string? Path { get; init; }

    /// <summary>Gets the status: <c>Active</c>, <c>MarkedForDeletion</c> or <c>Deleted</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Gets the ID of the file system.</summary>
    public string? FilesystemId { get; init; }

    /// <summary>Gets the name of the file system.</summary>
    public string? FilesystemName { get; init; }

    /// <summary>Gets the ID of the data plane.</summary>
    public string? DataPlaneId { get; init; }

    /// <summary>Gets when the volume was created, as the server writes it.</summary>
    public string? CreatedAt { get; init; }

    /// <summary>Gets who created the volume.</summary>
    public VolumeUser? CreatedBy { get; init; }

    /// <summary>Gets when the volume was last changed, as the server writes it.</summary>
    public string? UpdatedAt { get; init; }

    /// <summary>Gets who last changed the volume.</summary>
    public VolumeUser? UpdatedBy { get; init; }

    /// <summary>Gets when the volume was last mounted, as the server writes it, or null.</summary>
    public string? LastMountedTime { get; init; }

    /// <summary>Gets the grants.</summary>
    public IReadOnlyList<VolumeGrant>? Grants { get; init; }

    /// <summary>Gets the projects that use the volume.</summary>
    public IReadOnlyList<VolumeProject>? Projects { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A user as RemoteFS describes one.</summary>
public sealed record VolumeUser
{
    /// <summary>Gets the ID.</summary>
    public string? Id { get; init; }

    /// <summary>Gets the user name.</summary>
    public string? UserName { get; init; }

    /// <summary>Gets the first name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Gets the last name.</summary>
    public string? LastName { get; init; }
}

/// <summary>A role that a user or an organization has in a volume.</summary>
public sealed record VolumeGrant
{
    /// <summary>Gets the ID of the user or organization.</summary>
    public string? TargetId { get; init; }

    /// <summary>Gets the name of the user or organization.</summary>
    public string? TargetName { get; init; }

    /// <summary>Gets the role: <c>VolumeOwner</c>, <c>VolumeEditor</c>, <c>VolumeReader</c> or <c>Service</c>.</summary>
    public string? TargetRole { get; init; }

    /// <summary>Gets whether the grant is for an organization.</summary>
    public bool IsOrganization { get; init; }
}

/// <summary>A project that uses a volume.</summary>
public sealed record VolumeProject
{
    /// <summary>Gets the project's ID.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Gets the project's name.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the volume's ID.</summary>
    public string? VolumeId { get; init; }

    /// <summary>Gets when the volume was added to the project, as the server writes it.</summary>
    public string? AddedAt { get; init; }

    /// <summary>Gets who added the volume to the project.</summary>
    public JsonElement? AddedBy { get; init; }
}
