using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Datasets;

/// <summary>A file or folder in a snapshot.</summary>
public sealed record DatasetFile
{
    /// <summary>The path from the snapshot's root, without a slash at its beginning.</summary>
    public required string Path { get; init; }

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>true if it is a folder; otherwise, false.</summary>
    public bool IsFolder { get; init; }

    /// <summary>Bytes; null if the server does not say, as for folders.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Gets the time when it was last changed, if the server says so.</summary>
    public DateTimeOffset? LastModified { get; init; }
}

internal sealed record DatasetFileList(List<DatasetFileRow> Rows);

internal sealed record DatasetFileRow(DatasetFileCell Name, DatasetFileCell? Size)
{
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? LastModified { get; init; }
}

internal sealed record DatasetFileCell(string Label, string? FileName, bool? IsDirectory, long? SizeInBytes);

internal sealed record DatasetFileMetadata(long? FileSize)
{
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? LastModified { get; init; }
}
