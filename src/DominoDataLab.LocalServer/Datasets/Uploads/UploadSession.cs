using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Datasets.Uploads;

/// <summary>
/// What of one upload has come so far: files in a tree as they will lie in the dataset, each chunk at its place in its file.
/// </summary>
/// <remarks>In the tree are only files of which a chunk is whole or under way, and the folders that these need.</remarks>
internal sealed class UploadSession : IDisposable
{
    private const long LargeChunk = 1024 * 1024;
    private readonly Lock _turn = new();
    private readonly Dictionary<string, IncomingFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<(IncomingFile File, int Number), (string Identifier, string Checksum)> _whole = [];
    private readonly Dictionary<(IncomingFile File, int Number), TaskCompletionSource> _underWay = [];
    private readonly HashSet<(string Identifier, int Number, string Checksum)> _known = [];
    private readonly ChunkLog _log;
    private readonly Flush _flush;
    private (string UserId, long Version) _allowed;
    private bool _closed;

    public UploadSession(UploadRow row, string folder, Flush flush)
    {
        _flush = flush;
        (Row, Tree, TouchedAt, SavedAt) = (row, Path.Combine(folder, "files"), row.TouchedAt, row.TouchedAt);
        Directory.CreateDirectory(Tree);
        _log = new ChunkLog(Path.Combine(folder, "pieces"));
        foreach (var chunk in _log.Read())
        {
            var file = File(chunk);
            Apply(file, chunk);
            if (file.Whole == 0)
            {
                _files.Remove(file.Path);
            }
        }

        Prune(new DirectoryInfo(Tree), "");
    }

    public UploadRow Row { get; }

    /// <summary>The folder of the files.</summary>
    public string Tree { get; }

    /// <summary>When it was last used, and when that was last written down.</summary>
    public DateTimeOffset TouchedAt { get; set; }

    public DateTimeOffset SavedAt { get; set; }

    /// <summary>
    /// Asks whether a user may use it, but not again until something has changed: thousands of chunks come one after another.
    /// </summary>
    public void Allow(string userId, long version, Action check)
    {
        lock (_turn)
        {
            if (_allowed == (userId, version))
            {
                return;
            }
        }

        check();
        lock (_turn)
        {
            _allowed = (userId, version);
        }
    }

    /// <summary>Checks whether the session has a complete chunk that matches a query without a path.</summary>
    public bool Has(string identifier, int number, string checksum)
    {
        lock (_turn)
        {
            return _known.Contains((identifier, number, checksum));
        }
    }

    /// <summary>Takes a chunk in. One that is there already is only checked; the same one at the same time waits for the other.</summary>
    public async Task ReceiveAsync(Chunk chunk, ChunkBody body, CancellationToken cancellationToken)
    {
        var (file, handle) = await BeginAsync(chunk, cancellationToken);
        var done = false;
        try
        {
            await body.CopyAsync(handle, cancellationToken);
            if (handle is not null && chunk.Number == chunk.Total && RandomAccess.GetLength(handle) > chunk.Offset + chunk.Size)
            {
                // A longer last chunk was begun and never became whole.
                RandomAccess.SetLength(handle, chunk.Offset + chunk.Size);
            }

            if (handle is not null && chunk.Size >= LargeChunk)
            {
                _flush.Begin(handle, chunk.Offset, chunk.Size);
            }

            done = true;
        }
        finally
        {
            handle?.Dispose();
            Finish(file, chunk, done && handle is not null);
        }
    }

    /// <summary>Takes no more chunks, if every file is whole.</summary>
    /// <returns>The files.</returns>
    public List<string> Close()
    {
        lock (_turn)
        {
            // What comes once more is only looked at; its sender may be long gone.
            if (_underWay.Keys.FirstOrDefault(chunk => !_whole.ContainsKey(chunk)) is { File: { } file, Number: var number })
            {
                throw DomainException.Conflict($"The upload can't be ended yet: chunk {number} of '{file.Path}' is still coming.");
            }

            if (_files.Values.FirstOrDefault(file => file.Whole < file.Total) is { } incomplete)
            {
                var missing = Enumerable.Range(1, incomplete.Total).First(number => !_whole.ContainsKey((incomplete, number)));
                throw DomainException.Conflict(
                    $"The upload can't be ended yet: chunk {missing} of {incomplete.Total} of '{incomplete.Path}' is missing. Send it, "
                        + "or cancel the upload."
                );
            }

            _closed = true;
            return [.. _files.Keys.Select(path => Path.Combine(Tree, path))];
        }
    }

    /// <summary>Takes chunks again, after an end that failed.</summary>
    public void Reopen() => _closed = false;

    /// <summary>Takes no more chunks.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            _closed = true;
            _log.Dispose();
        }
    }

    private async Task<(IncomingFile File, SafeFileHandle? Handle)> BeginAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource? other;
            lock (_turn)
            {
                if (_closed)
                {
                    throw DomainException.Conflict("The upload is being ended or cancelled; it takes no more chunks.");
                }

                var file = File(chunk);
                if (!_underWay.TryGetValue((file, chunk.Number), out other))
                {
                    SafeFileHandle? handle = null;
                    if (_whole.GetValueOrDefault((file, chunk.Number)).Checksum != chunk.Checksum)
                    {
                        var isNew = file is { Whole: 0, UnderWay: 0 };
                        try
                        {
                            Void(file, chunk);
                            handle = Open(file, isNew);
                        }
                        catch
                        {
                            // What is at the place of a new file is not this file.
                            ForgetIfEmpty(file, isThere: !isNew);
                            throw;
                        }
                    }

                    _underWay.Add((file, chunk.Number), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                    file.UnderWay++;
                    return (file, handle);
                }
            }

            await other.Task.WaitAsync(cancellationToken);
        }
    }

    private void Finish(IncomingFile file, Chunk chunk, bool whole)
    {
        lock (_turn)
        {
            try
            {
                if (whole && !_closed)
                {
                    _log.Append(chunk);
                    Apply(file, chunk);
                }
            }
            finally
            {
                file.UnderWay--;
                _underWay.Remove((file, chunk.Number), out var turn);
                ForgetIfEmpty(file, isThere: true);
                turn!.SetResult();
            }

            if (_closed)
            {
                throw DomainException.Conflict("The upload was cancelled while the chunk came; nothing of it is kept.");
            }
        }
    }

    /// <summary>The file that a chunk belongs to. Its chunks must agree on how it is cut.</summary>
    private IncomingFile File(Chunk chunk)
    {
        if (_files.TryGetValue(chunk.Path, out var file) && (file.Total != chunk.Total || file.FullSize != chunk.FullSize))
        {
            throw DomainException.Invalid(
                $"'{chunk.Path}' comes in {file.Total} chunks of {file.FullSize} bytes in this upload, not in {chunk.Total} of "
                    + $"{chunk.FullSize}. Cancel the upload to cut it otherwise."
            );
        }

        if (file is null)
        {
            _files.Add(chunk.Path, file = new IncomingFile(chunk.Path, chunk.Total, chunk.FullSize));
        }

        return file;
    }

    private SafeFileHandle Open(IncomingFile file, bool isNew)
    {
        var path = Path.Combine(Tree, file.Path);
        if (isNew && Directory.Exists(path))
        {
            throw DomainException.Conflict($"'{file.Path}' is a folder of this upload already; it can't be a file.");
        }

        try
        {
            if (isNew)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            }

            return System.IO.File.OpenHandle(
                path,
                isNew ? FileMode.CreateNew : FileMode.Open,
                FileAccess.Write,
                FileShare.ReadWrite | FileShare.Delete
            );
        }
        catch (PathTooLongException)
        {
            throw DomainException.Invalid($"'{file.Path}' is too long for the file system together with the server's own folder.");
        }
        catch (IOException e) when (isNew && !DiskFull.Caused(e))
        {
            throw DomainException.Conflict(
                $"'{file.Path}' is in the way of another file of this upload: a part of the path is a file, or this file system takes "
                    + $"the two names for one. ({e.Message})"
            );
        }
    }

    /// <summary>From now on a chunk is not whole: another content is about to be written over it.</summary>
    private void Void(IncomingFile file, Chunk chunk)
    {
        if (_whole.ContainsKey((file, chunk.Number)))
        {
            var gone = chunk with { Checksum = "" };
            _log.Append(gone);
            Apply(file, gone);
        }
    }

    private void Apply(IncomingFile file, Chunk chunk)
    {
        if (_whole.Remove((file, chunk.Number), out var before))
        {
            _known.Remove((before.Identifier, chunk.Number, before.Checksum));
            file.Whole--;
        }

        if (chunk.Checksum.Length > 0)
        {
            _whole.Add((file, chunk.Number), (chunk.Identifier, chunk.Checksum));
            _known.Add((chunk.Identifier, chunk.Number, chunk.Checksum));
            file.Whole++;
        }
    }

    private void ForgetIfEmpty(IncomingFile file, bool isThere)
    {
        if (file.Whole > 0 || file.UnderWay > 0 || !_files.Remove(file.Path) || _closed)
        {
            return;
        }

        var path = Path.Combine(Tree, file.Path);
        if (isThere)
        {
            System.IO.File.Delete(path);
        }

        for (var folder = Path.GetDirectoryName(path)!; folder.Length > Tree.Length; folder = Path.GetDirectoryName(folder)!)
        {
            if (!Directory.Exists(folder))
            {
                continue;
            }

            if (Directory.EnumerateFileSystemEntries(folder).Any())
            {
                break;
            }

            Directory.Delete(folder);
        }
    }

    /// <summary>Removes what a server that was killed left of chunks that were under way.</summary>
    private void Prune(DirectoryInfo folder, string path)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().ToList())
        {
            var name = path + entry.Name;
            if (entry is DirectoryInfo below)
            {
                Prune(below, name + "/");
            }
            else if (!_files.ContainsKey(name))
            {
                entry.Delete();
            }
        }

        if (path.Length > 0 && !folder.EnumerateFileSystemInfos().Any())
        {
            folder.Delete();
        }
    }

    /// <summary>A file of the upload, and how many of its chunks are whole and under way.</summary>
    private sealed class IncomingFile(string path, int total, long fullSize)
    {
        public string Path { get; } = path;

        public int Total { get; } = total;

        public long FullSize { get; } = fullSize;

        public int Whole { get; set; }

        public int UnderWay { get; set; }
    }
}
