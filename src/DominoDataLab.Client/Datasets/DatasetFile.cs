using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Datasets;

/// <summary>A file or folder in a snapshot.</summary>
public sealed record DatasetFile
{
    /// <summary>Gets the path from the snapshot's root, without a leading slash.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>true if it is a folder; otherwise, false.</summary>
    public bool IsFolder { get; init; }

    /// <summary>Gets the size in bytes. Null for folders, and if the server does not return it.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Gets the time of the last change, or null if the server does not return it.</summary>
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
