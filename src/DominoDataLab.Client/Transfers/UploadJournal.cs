using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DominoDataLab.Client.LocalFiles;

namespace DominoDataLab.Client.Transfers;

/// <summary>A file that did not exist before an upload. If it exists with this size, the upload was finalized.</summary>
internal sealed record CompletionMarker(string Path, long Size);

/// <summary>
/// Records the progress of an upload on disk: its session, the chunks that the server may have, and whether it was being finalized. Each
/// line is written before its action starts, so the server is asked what really happened. A journal that no longer fits the files is
/// discarded, and the upload starts over.
/// </summary>
/// <remarks>Lines: <c>session</c> key; <c>chunk</c> size, last write, number, checksum, identifier, outcome, path; <c>end</c> and the
/// witness's size and path, if it has one; <c>cancelled</c>; <c>arrived</c>: the upload was finalized. A line without a period at its end
/// is incomplete and is ignored. A killed process loses no lines. A power cut may lose some, and their chunks are sent again.</remarks>
internal sealed class UploadJournal : IDisposable
{
    private const string Header = "domino upload 2";
    private readonly Dictionary<(ulong File, int Number), UInt128> _chunks = [];
    private readonly Dictionary<ulong, (string Identifier, TransferOutcome Outcome)> _files = [];
    private readonly Dictionary<ulong, TransferOutcome> _arrived = [];
    private readonly Lock _writing = new();
    private readonly string _path;
    private FileStream? _file;

    private UploadJournal(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>Gets the session of an earlier call, if it fits the files.</summary>
    public string? Key { get; private set; }

    /// <summary>Gets the session of an earlier call that no call can resume.</summary>
    public string? Abandoned { get; private set; }

    /// <summary>true if the session was being finalized and the outcome is not known; otherwise, false.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>
    /// true if the session was also being canceled; otherwise, false. The cancellation may take effect at any time, so the session cannot
    /// be resumed.
    /// </summary>
    public bool IsCancelled { get; private set; }

    public CompletionMarker? Witness { get; private set; }

    /// <summary>
    /// Opens the journal of an upload. Returns null if another process is uploading the same files or the journal cannot be stored.
    /// </summary>
    /// <param name="identity">The values that tell the upload from others.</param>
    /// <param name="resume">true to resume with the parts that are already there; otherwise, false.</param>
    public static UploadJournal? Open(string identity, bool resume)
    {
        try
        {
            var path = CacheFolder.PathOf(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 16)));
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var journal = new UploadJournal(path, new FileStream(path, options));
            try
            {
                journal.Load(resume);
                return journal;
            }
            catch
            {
                journal.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Starts a session. The lines of earlier sessions are deleted, except those of files that have arrived.</summary>
    public void Begin(string key)
    {
        Forget();
        if (_arrived.Count == 0)
        {
            _file?.SetLength(0);
            Write(Header);
        }

        Key = key;
        Write($"session {Uri.EscapeDataString(key)}");
    }

    public void Sending(UploadChunk chunk, LocalEntry entry, string checksum) =>
        Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"chunk {entry.Size} {entry.LastWrite} {chunk.Number} {checksum} {Uri.EscapeDataString(chunk.File.Identifier)} "
                    + $"{chunk.File.Outcome} {Uri.EscapeDataString(entry.FullPath)}"
            )
        );

    public void Ending(CompletionMarker? witness) =>
        Write(
            witness is null
                ? "end"
                : string.Create(CultureInfo.InvariantCulture, $"end {witness.Size} {Uri.EscapeDataString(witness.Path)}")
        );

    public void Cancelling() => Write("cancelled");

    /// <summary>Records that the session was finalized and its files exist.</summary>
    public void Arrive()
    {
        Write("arrived");
        MoveToArrived();
    }

    /// <summary>Gets the outcome of a file in a session that has ended, or null if the file was not part of one.</summary>
    public TransferOutcome? Arrived(LocalEntry entry) =>
        _arrived.TryGetValue(Hash(entry.FullPath, entry.Facts), out var outcome) ? outcome : null;

    /// <summary>Gets the checksum of a chunk that the server may have, or null.</summary>
    public string? Find(LocalEntry entry, int number) =>
        _chunks.TryGetValue((Hash(entry.FullPath, entry.Facts), number), out var checksum)
            ? checksum.ToString("X32", CultureInfo.InvariantCulture)
            : null;

    /// <summary>Gets the identifier under which the server may have chunks of a file, or null.</summary>
    public string? IdentifierOf(LocalEntry entry) => _files.GetValueOrDefault(Hash(entry.FullPath, entry.Facts)).Identifier;

    public void Delete()
    {
        lock (_writing)
        {
            _file?.Dispose();
            _file = null;
            File.Delete(_path);
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Write(string line)
    {
        lock (_writing)
        {
            try
            {
                _file?.Write(Encoding.UTF8.GetBytes(line + " .\n"));
            }
            catch (IOException)
            {
                // The disk may be full. An incomplete journal is worse than no journal.
                Delete();
            }
        }
    }

    private void MoveToArrived()
    {
        foreach (var (file, (_, outcome)) in _files)
        {
            _arrived[file] = outcome;
        }

        Forget();
    }

    private void Forget()
    {
        _chunks.Clear();
        _files.Clear();
        (Key, IsEnding, IsCancelled, Witness) = (null, false, false, null);
    }

    private void Load(bool resume)
    {
        using var reader = new StreamReader(
            _file!,
            Encoding.UTF8,
            detectEncodingFromByteOrderMarks: false,
            bufferSize: 1 << 16,
            leaveOpen: true
        );
        if (reader.ReadLine() != Header + " .")
        {
            return;
        }

        var (fits, path) = (true, "");
        while (reader.ReadLine() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["session", var key, "."]:
                    Forget();
                    (Key, fits) = (Uri.UnescapeDataString(key), true);
                    break;
                case ["arrived", "."]:
                    MoveToArrived();
                    break;
                case ["chunk", var size, var lastWrite, var number, { Length: 32 } checksum, var identifier, var outcome, var escaped, "."]
                    when long.TryParse(size, CultureInfo.InvariantCulture, out var bytes)
                        && long.TryParse(lastWrite, CultureInfo.InvariantCulture, out var ticks)
                        && int.TryParse(number, CultureInfo.InvariantCulture, out var chunk)
                        && UInt128.TryParse(checksum, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                        && Enum.TryParse<TransferOutcome>(outcome, out var became):
                    var facts = new LocalEntryFacts(bytes, ticks);

                    // Chunks of a file that was changed or deleted would be stored with the rest.
                    fits &= path == escaped || LocalEntry.Find(Uri.UnescapeDataString(escaped))?.Facts == facts;
                    path = escaped;
                    var file = Hash(Uri.UnescapeDataString(escaped), facts);
                    _chunks[(file, chunk)] = value;
                    _files[file] = (Uri.UnescapeDataString(identifier), became);
                    IsEnding = false;
                    break;
                case ["end", .. var witness, "."]:
                    IsEnding = true;
                    Witness =
                        witness is [var length, var place] && long.TryParse(length, CultureInfo.InvariantCulture, out var its)
                            ? new(Uri.UnescapeDataString(place), its)
                            : null;
                    break;
                case ["cancelled", "."]:
                    IsCancelled = true;
                    break;
            }
        }

        if (!fits || !resume)
        {
            Abandoned = IsCancelled ? null : Key;
            Forget();
        }

        if (!resume)
        {
            _arrived.Clear();
        }

        _file!.Position = _file.Length;
        _file.WriteByte((byte)'\n');
    }

    private static ulong Hash(string path, LocalEntryFacts facts) =>
        BinaryPrimitives.ReadUInt64LittleEndian(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{facts.Size} {facts.LastWrite} {path}")))
        );
}
