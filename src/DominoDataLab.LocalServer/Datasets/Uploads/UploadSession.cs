using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Datasets.Uploads;

/// <summary>
/// What of one upload has come so far: files in a tree as they will lie in the dataset, each piece at its place in its file.
/// </summary>
/// <remarks>In the tree are only files of which a piece is whole or under way, and the folders that these need.</remarks>
internal sealed class UploadSession : IDisposable
{
    private const long LargePiece = 1024 * 1024;
    private readonly Lock _turn = new();
    private readonly Dictionary<string, IncomingFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<(IncomingFile File, int Number), (string Identifier, string Checksum)> _whole = [];
    private readonly Dictionary<(IncomingFile File, int Number), TaskCompletionSource> _underWay = [];
    private readonly HashSet<(string Identifier, int Number, string Checksum)> _known = [];
    private readonly PieceLog _log;
    private readonly Flush _flush;
    private (string UserId, long Version) _allowed;
    private bool _closed;

    public UploadSession(UploadRow row, string folder, Flush flush)
    {
        _flush = flush;
        (Row, Tree, TouchedAt, SavedAt) = (row, Path.Combine(folder, "files"), row.TouchedAt, row.TouchedAt);
        Directory.CreateDirectory(Tree);
        _log = new PieceLog(Path.Combine(folder, "pieces"));
        foreach (var piece in _log.Read())
        {
            var file = File(piece);
            Apply(file, piece);
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
    /// Asks whether a user may use it, but not again until something has changed: thousands of pieces come one after another.
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

    /// <summary>Whether a whole piece fits a question, which names no path.</summary>
    public bool Has(string identifier, int number, string checksum)
    {
        lock (_turn)
        {
            return _known.Contains((identifier, number, checksum));
        }
    }

    /// <summary>Takes a piece in. One that is there already is only checked; the same one at the same time waits for the other.</summary>
    public async Task ReceiveAsync(Piece piece, PieceBody body, CancellationToken cancellationToken)
    {
        var (file, handle) = await BeginAsync(piece, cancellationToken);
        var done = false;
        try
        {
            await body.CopyAsync(handle, cancellationToken);
            if (handle is not null && piece.Number == piece.Total && RandomAccess.GetLength(handle) > piece.Offset + piece.Size)
            {
                // A longer last piece was begun and never became whole.
                RandomAccess.SetLength(handle, piece.Offset + piece.Size);
            }

            if (handle is not null && piece.Size >= LargePiece)
            {
                _flush.Begin(handle, piece.Offset, piece.Size);
            }

            done = true;
        }
        finally
        {
            handle?.Dispose();
            Finish(file, piece, done && handle is not null);
        }
    }

    /// <summary>Takes no more pieces, if every file is whole.</summary>
    /// <returns>The files.</returns>
    public List<string> Close()
    {
        lock (_turn)
        {
            // What comes once more is only looked at; its sender may be long gone.
            if (_underWay.Keys.FirstOrDefault(piece => !_whole.ContainsKey(piece)) is { File: { } file, Number: var number })
            {
                throw DomainException.Conflict($"The upload can't be ended yet: piece {number} of '{file.Path}' is still coming.");
            }

            if (_files.Values.FirstOrDefault(file => file.Whole < file.Total) is { } incomplete)
            {
                var missing = Enumerable.Range(1, incomplete.Total).First(number => !_whole.ContainsKey((incomplete, number)));
                throw DomainException.Conflict(
                    $"The upload can't be ended yet: piece {missing} of {incomplete.Total} of '{incomplete.Path}' is missing. Send it, "
                        + "or cancel the upload."
                );
            }

            _closed = true;
            return [.. _files.Keys.Select(path => Path.Combine(Tree, path))];
        }
    }

    /// <summary>Takes pieces again, after an end that failed.</summary>
    public void Reopen() => _closed = false;

    /// <summary>Takes no more pieces.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            _closed = true;
            _log.Dispose();
        }
    }

    private async Task<(IncomingFile File, SafeFileHandle? Handle)> BeginAsync(Piece piece, CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource? other;
            lock (_turn)
            {
                if (_closed)
                {
                    throw DomainException.Conflict("The upload is being ended or cancelled; it takes no more pieces.");
                }

                var file = File(piece);
                if (!_underWay.TryGetValue((file, piece.Number), out other))
                {
                    SafeFileHandle? handle = null;
                    if (_whole.GetValueOrDefault((file, piece.Number)).Checksum != piece.Checksum)
                    {
                        var isNew = file is { Whole: 0, UnderWay: 0 };
                        try
                        {
                            Void(file, piece);
                            handle = Open(file, isNew);
                        }
                        catch
                        {
                            // What is at the place of a new file is not this file.
                            ForgetIfEmpty(file, isThere: !isNew);
                            throw;
                        }
                    }

                    _underWay.Add((file, piece.Number), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                    file.UnderWay++;
                    return (file, handle);
                }
            }

            await other.Task.WaitAsync(cancellationToken);
        }
    }

    private void Finish(IncomingFile file, Piece piece, bool whole)
    {
        lock (_turn)
        {
            try
            {
                if (whole && !_closed)
                {
                    _log.Append(piece);
                    Apply(file, piece);
                }
            }
            finally
            {
                file.UnderWay--;
                _underWay.Remove((file, piece.Number), out var turn);
                ForgetIfEmpty(file, isThere: true);
                turn!.SetResult();
            }

            if (_closed)
            {
                throw DomainException.Conflict("The upload was cancelled while the piece came; nothing of it is kept.");
            }
        }
    }

    /// <summary>The file that a piece belongs to. Its pieces must agree on how it is cut.</summary>
    private IncomingFile File(Piece piece)
    {
        if (_files.TryGetValue(piece.Path, out var file) && (file.Total != piece.Total || file.FullSize != piece.FullSize))
        {
            throw DomainException.Invalid(
                $"'{piece.Path}' comes in {file.Total} pieces of {file.FullSize} bytes in this upload, not in {piece.Total} of "
                    + $"{piece.FullSize}. Cancel the upload to cut it otherwise."
            );
        }

        if (file is null)
        {
            _files.Add(piece.Path, file = new IncomingFile(piece.Path, piece.Total, piece.FullSize));
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

    /// <summary>From now on a piece is not whole: another content is about to be written over it.</summary>
    private void Void(IncomingFile file, Piece piece)
    {
        if (_whole.ContainsKey((file, piece.Number)))
        {
            var gone = piece with { Checksum = "" };
            _log.Append(gone);
            Apply(file, gone);
        }
    }

    private void Apply(IncomingFile file, Piece piece)
    {
        if (_whole.Remove((file, piece.Number), out var before))
        {
            _known.Remove((before.Identifier, piece.Number, before.Checksum));
            file.Whole--;
        }

        if (piece.Checksum.Length > 0)
        {
            _whole.Add((file, piece.Number), (piece.Identifier, piece.Checksum));
            _known.Add((piece.Identifier, piece.Number, piece.Checksum));
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

    /// <summary>Removes what a server that was killed left of pieces that were under way.</summary>
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

    /// <summary>A file of the upload, and how many of its pieces are whole and under way.</summary>
    private sealed class IncomingFile(string path, int total, long fullSize)
    {
        public string Path { get; } = path;

        public int Total { get; } = total;

        public long FullSize { get; } = fullSize;

        public int Whole { get; set; }

        public int UnderWay { get; set; }
    }
}
