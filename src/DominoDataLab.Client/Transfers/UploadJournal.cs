using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DominoDataLab.Client.Transfers;

/// <summary>
/// Remembers on disk which pieces may be at the other side: a line for each, written before it is sent. It proves nothing, it only
/// says what to ask for; a journal that does not fit what is there any more is thrown away, and the upload begins anew.
/// </summary>
/// <remarks>First line: the session's key. Others: size, last write, piece, checksum, identifier, and the path, escaped. A line
/// without its end is a piece that was not sent. A killed process loses nothing; a power cut may lose lines, and then pieces are sent again.</remarks>
internal sealed class UploadJournal : IDisposable
{
    private const string Header = "domino upload 1 ";
    private readonly Dictionary<(ulong File, int Number), UInt128> _pieces = [];
    private readonly Dictionary<ulong, string> _identifiers = [];
    private readonly Lock _writing = new();
    private readonly string _path;
    private FileStream? _file;

    private UploadJournal(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>The session that an earlier call left. Null: none, or it does not fit the files any more.</summary>
    public string? Key { get; private set; }

    /// <summary>Opens the journal of an upload. Null: another process uploads the same at this moment, or there is nowhere to keep one.</summary>
    /// <param name="identity">All that makes the upload this one.</param>
    /// <param name="resume">Whether to read what is there.</param>
    public static UploadJournal? Open(string identity, bool resume)
    {
        try
        {
            var path = CacheFolder.PathOf(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 16)));
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var journal = new UploadJournal(path, new FileStream(path, options));
            if (resume)
            {
                journal.Load();
            }

            return journal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Forgets what was and begins the journal of a session.</summary>
    public void Begin(string key)
    {
        Key = key;
        _pieces.Clear();
        _identifiers.Clear();
        _file!.SetLength(0);
        _file.Write(Encoding.UTF8.GetBytes($"{Header}{Uri.EscapeDataString(key)}\n"));
    }

    public void Sending(UploadPiece piece, LocalEntry entry, string checksum)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{entry.Size} {entry.LastWrite} {piece.Number} {checksum} {Uri.EscapeDataString(piece.File.Identifier)} {Uri.EscapeDataString(entry.FullPath)} .\n");
        lock (_writing)
        {
            _file?.Write(Encoding.UTF8.GetBytes(line));
        }
    }

    /// <summary>The checksum of a piece that may be at the other side, or null.</summary>
    public string? Find(LocalEntry entry, int number) =>
        _pieces.TryGetValue((Hash(entry.FullPath, entry.Size, entry.LastWrite), number), out var checksum) ? checksum.ToString("X32", CultureInfo.InvariantCulture) : null;

    /// <summary>The identifier under which pieces of a file may be at the other side, or null.</summary>
    public string? IdentifierOf(LocalEntry entry) => _identifiers.GetValueOrDefault(Hash(entry.FullPath, entry.Size, entry.LastWrite));

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

    private void Load()
    {
        using var reader = new StreamReader(_file!, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16, leaveOpen: true);
        if (reader.ReadLine() is not { } header || !header.StartsWith(Header, StringComparison.Ordinal))
        {
            return;
        }

        string? path = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.Split(' ') is not [var size, var lastWrite, var number, { Length: 32 } checksum, var identifier, var escaped, "."]
                || !long.TryParse(size, CultureInfo.InvariantCulture, out var bytes)
                || !long.TryParse(lastWrite, CultureInfo.InvariantCulture, out var ticks)
                || !int.TryParse(number, CultureInfo.InvariantCulture, out var piece)
                || !UInt128.TryParse(checksum, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                continue;
            }

            // Pieces of a file that is another one now, or gone, would come into the dataset with the rest.
            if (path != escaped && !IsAsItWas(Uri.UnescapeDataString(escaped), bytes, ticks))
            {
                return;
            }

            path = escaped;
            var file = Hash(Uri.UnescapeDataString(escaped), bytes, ticks);
            _pieces[(file, piece)] = value;
            _identifiers[file] = Uri.UnescapeDataString(identifier);
        }

        Key = Uri.UnescapeDataString(header[Header.Length..]);
        _file!.Position = _file.Length;
        _file.WriteByte((byte)'\n');
    }

    private static bool IsAsItWas(string path, long size, long lastWrite) =>
        LocalTree.Find(path) is { } now && now.Size == size && now.LastWrite == lastWrite;

    private static ulong Hash(string path, long size, long lastWrite) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{size} {lastWrite} {path}")));
}
