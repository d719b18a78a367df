using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Datasets;

/// <summary>A dataset's files as they were at one moment; or, where <see cref="IsReadWrite"/>, as they are now.</summary>
public sealed record DatasetSnapshot
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The dataset's ID.</summary>
    public required string DatasetId { get; init; }

    /// <summary>Gets the number in the dataset, from 1; executions see it under this number. That of the read-write one is 0.</summary>
    public int Version { get; init; }

    /// <summary>Gets the status.</summary>
    [JsonPropertyName("lifecycleStatus")]
    public required DatasetStatus Status { get; init; }

    /// <summary>true if it is the dataset's present files; otherwise, false.</summary>
    public bool IsReadWrite { get; init; }

    /// <summary>Gets the time when it was asked for.</summary>
    [JsonPropertyName("creationTime")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Bytes; 0 until they are counted.</summary>
    [JsonPropertyName("storageSize")]
    public long SizeBytes { get; init; }

    /// <summary>The id of the user who asked for it.</summary>
    [JsonPropertyName("author")]
    public string? AuthorId { get; init; }

    /// <summary>Gets the server's message, such as the reason for a failure. Null if it gave none.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A snapshot will not become active: it failed, or it was removed.</summary>
public sealed class SnapshotFailedException : DominoException
{
    internal SnapshotFailedException(DatasetSnapshot snapshot)
        : base(
            $"Snapshot {snapshot.Version} ({snapshot.Id}) of dataset {snapshot.DatasetId} is {snapshot.Status} and will not become "
                + $"active{(string.IsNullOrEmpty(snapshot.Description) ? "" : $": {snapshot.Description}")}. Create another one."
        ) => Snapshot = snapshot;

    /// <summary>The snapshot as it was last seen.</summary>
    public DatasetSnapshot Snapshot { get; }
}
