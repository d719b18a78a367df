using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Data.Volumes;

/// <summary>A snapshot of a NetApp volume.</summary>
public sealed record VolumeSnapshot
{
    /// <summary>Gets the ID.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the ID of the volume.</summary>
    public required string VolumeId { get; init; }

    /// <summary>Gets the version, to use with <c>NetAppVolumeConfig.SnapshotVersion</c>.</summary>
    public int Version { get; init; }

    /// <summary>Gets the description, or null if it is not set.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the status: <c>Active</c>, <c>MarkedForDeletion</c> or <c>Deleted</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Gets the labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Gets the tags.</summary>
    public IReadOnlyList<VolumeTag>? Tags { get; init; }

    /// <summary>Gets the ID of the run that made the snapshot, or null.</summary>
    public string? RunId { get; init; }

    /// <summary>Gets when the snapshot was made, as the server writes it.</summary>
    public string? CreatedAt { get; init; }

    /// <summary>Gets who made the snapshot.</summary>
    public VolumeUser? CreatedBy { get; init; }

    /// <summary>Gets when the snapshot was last changed, as the server writes it.</summary>
    public string? UpdatedAt { get; init; }

    /// <summary>Gets who last changed the snapshot.</summary>
    public VolumeUser? UpdatedBy { get; init; }

    /// <summary>Gets when the snapshot was last mounted, as the server writes it, or null.</summary>
    public string? LastMountedTime { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A tag of a snapshot.</summary>
public sealed record VolumeTag
{
    /// <summary>Gets the name.</summary>
    public string? Name { get; init; }

    /// <summary>Gets when the tag was added, as the server writes it.</summary>
    public string? AddedAt { get; init; }

    /// <summary>Gets who added the tag.</summary>
    public JsonElement? AddedBy { get; init; }
}

/// <summary>A list of RemoteFS.</summary>
internal sealed record RemoteList<T>(IReadOnlyList<T>? Data);
