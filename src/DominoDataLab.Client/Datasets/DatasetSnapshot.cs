using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Datasets;

/// <summary>The files of a dataset at one time. If <see cref="IsReadWrite"/> is true, they are the current files.</summary>
public sealed record DatasetSnapshot
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the ID of the dataset.</summary>
    public required string DatasetId { get; init; }

    /// <summary>Gets the number in the dataset, from 1, under which executions see the snapshot. It is 0 for the current files.</summary>
    public int Version { get; init; }

    /// <summary>Gets the status.</summary>
    [JsonPropertyName("lifecycleStatus")]
    public required DatasetStatus Status { get; init; }

    /// <summary>true if the snapshot is the current files; otherwise, false.</summary>
    public bool IsReadWrite { get; init; }

    /// <summary>Gets the time when the snapshot was requested.</summary>
    [JsonPropertyName("creationTime")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the size in bytes. It is 0 until the files are counted.</summary>
    [JsonPropertyName("storageSize")]
    public long SizeBytes { get; init; }

    /// <summary>Gets the ID of the user who requested it.</summary>
    [JsonPropertyName("author")]
    public string? AuthorId { get; init; }

    /// <summary>Gets the server's message, such as the reason for a failure. Null if it gave none.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A snapshot will not become active because it failed or was deleted.</summary>
public sealed class SnapshotFailedException : DominoException
{
    internal SnapshotFailedException(DatasetSnapshot snapshot)
        : base(
            $"Snapshot {snapshot.Version} ({snapshot.Id}) of dataset {snapshot.DatasetId} is {snapshot.Status} and will not become "
                + $"active{(string.IsNullOrEmpty(snapshot.Description) ? "" : $": {snapshot.Description}")}. Create another one."
        ) => Snapshot = snapshot;

    /// <summary>Gets the snapshot as it was last polled.</summary>
    public DatasetSnapshot Snapshot { get; }
}
