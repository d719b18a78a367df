namespace DominoDataLab.Client.Transfers;

/// <summary>The source of the files of a download.</summary>
internal interface IDownloadSource
{
    /// <summary>Opens a part of a file, or the whole file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The first byte of the part.</param>
    /// <param name="length">The number of bytes of the part. If 0, the whole file is opened.</param>
    /// <param name="version">The version of the file that the part must be of. If the source has another one, it opens the whole
    /// file.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    Task<RemoteContent> OpenAsync(RemoteFile file, long offset, long length, string? version, CancellationToken cancellationToken);
}

/// <summary>A file of the source as it was listed.</summary>
/// <param name="Path">The path in the source, with <c>/</c>.</param>
/// <param name="Size">The size in bytes, or null if it is not known.</param>
/// <param name="LastModified">The time of the last change, or null if it is not known.</param>
internal readonly record struct RemoteFile(string Path, long? Size, DateTimeOffset? LastModified);

/// <summary>The content of a file, or of a part of it.</summary>
/// <param name="Stream">The bytes as they arrive.</param>
/// <param name="IsPart">true if the bytes are the requested part; false if they are the whole file.</param>
/// <param name="Size">The size of the whole file in bytes, or null if the source did not say.</param>
/// <param name="Version">A value that changes when the file does, or null if the source does not give one.</param>
internal sealed record RemoteContent(Stream Stream, bool IsPart, long? Size, string? Version) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
