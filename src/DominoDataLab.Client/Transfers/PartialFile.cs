using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.Client.Transfers;

/// <summary>
/// A large file on its way to this machine: the bytes in <c>.domino-DIGEST.part</c>, and in <c>.domino-DIGEST.parts</c> which parts of them
/// are here, so that a later call can go on. A part counts when it is written whole. If another call has them, this one does without.
/// </summary>
/// <remarks>What a killed process wrote is in the system's hands and safe; what a power cut leaves is not, so parts from before the
/// machine's last start count for nothing.</remarks>
internal sealed class PartialFile : IDisposable
{
    private static readonly TimeSpan SameStart = TimeSpan.FromMinutes(1);

    private readonly TemporaryFile _bytes;
    private readonly FileStream? _list;
    private readonly bool[] _done;
    private readonly int _chunkSize;
    private readonly string _identity;
    private long _listStart;

    private PartialFile(TemporaryFile bytes, FileStream? list, RemoteFile file, long size, int chunkSize)
    {
        (_bytes, _list, Size, _chunkSize) = (bytes, list, size, chunkSize);
        _identity = string.Create(CultureInfo.InvariantCulture, $"{size} {chunkSize} {file.LastModified?.UtcTicks}");
        // A last byte on its own is not worth a request; it goes with the part before it.
        _done = new bool[checked((int)Math.Max(1, (size + chunkSize - 2) / chunkSize))];
    }

    public SafeFileHandle Handle => _bytes.Handle;

    public long Size { get; }

    /// <summary>The version of the file that the parts are of; null as long as nothing is known of it.</summary>
    public string? Version { get; private set; }

    public long BytesDone => Enumerable.Range(0, _done.Length).Where(number => _done[number]).Sum(number => Range(number).Length);

    public static PartialFile Open(string target, RemoteFile file, long size, int chunkSize, bool resume)
    {
        FileStream? list = null;
        try
        {
            // First, as who has the list has the bytes that go with it.
            list = new FileStream(
                TemporaryNames.PartList(target),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                TemporaryFile.Exclusive,
                bufferSize: 0
            );
            if (resume && Reopen(target, list, file, size, chunkSize) is { } left)
            {
                return left;
            }

            list.SetLength(0);
            return new PartialFile(TemporaryFile.CreateToStay(TemporaryNames.Part(target)), list, file, size, chunkSize);
        }
        catch (IOException)
        {
            list?.Dispose();
            return new PartialFile(TemporaryFile.Create(Path.GetDirectoryName(target)!), null, file, size, chunkSize);
        }
        catch
        {
            list?.Dispose();
            throw;
        }
    }

    /// <param name="number">From 0.</param>
    public (long Offset, long Length) Range(int number)
    {
        var offset = number * (long)_chunkSize;
        return (offset, number == _done.Length - 1 ? Size - offset : _chunkSize);
    }

    public List<int> Missing() => [.. Enumerable.Range(0, _done.Length).Where(number => !_done[number])];

    /// <summary>Forgets all that is here.</summary>
    public void Restart()
    {
        Version = null;
        Array.Clear(_done);
        _list?.SetLength(0);
        RandomAccess.SetLength(Handle, 0);
    }

    /// <summary>
    /// Takes note of the version. Without one a later call could not tell whether its parts go with these, so none is kept for it.
    /// </summary>
    public void Begin(string? version)
    {
        if (version is null || version == Version)
        {
            return;
        }

        Version = version;
        if (_list is not null)
        {
            var start = DateTime.UtcNow.AddMilliseconds(-Environment.TickCount64);
            var header = Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{_identity}\n{start.Ticks}\n{Uri.EscapeDataString(version)}\n")
            );
            _list.SetLength(0);
            _list.Write(header);
            _listStart = header.Length;
        }
    }

    public void Done(int number)
    {
        if (Version is not null && _list is not null)
        {
            RandomAccess.Write(_list.SafeFileHandle, "1"u8, _listStart + number);
        }

        _done[number] = true;
    }

    /// <summary>Nothing is missing: gives the file its name and its time.</summary>
    public void MoveTo(string target, DateTimeOffset? lastModified)
    {
        // In this order, so that a kill between the two costs nothing: a list without its bytes is of no file, and goes with the next call.
        _bytes.MoveTo(target, lastModified);
        if (_list is not null)
        {
            File.Delete(_list.Name);
        }
    }

    public void Dispose()
    {
        _bytes.Dispose();
        _list?.Dispose();
    }

    private static PartialFile? Reopen(string target, FileStream list, RemoteFile file, long size, int chunkSize)
    {
        if (list.Length == 0 || !File.Exists(TemporaryNames.Part(target)))
        {
            return null;
        }

        var bytes = TemporaryFile.Reopen(TemporaryNames.Part(target));
        var partial = new PartialFile(bytes, list, file, size, chunkSize);
        var isLoaded = false;
        try
        {
            isLoaded = partial.Load(list);
            return isLoaded ? partial : null;
        }
        finally
        {
            if (!isLoaded)
            {
                bytes.Dispose();
            }
        }
    }

    private bool Load(FileStream list)
    {
        var bytes = new byte[Math.Min(list.Length, (64 << 10) + _done.Length)];
        list.ReadExactly(bytes);
        if (
            Encoding.UTF8.GetString(bytes).Split('\n') is not [var identity, var start, var version, var flags]
            || identity != _identity
            || !long.TryParse(start, CultureInfo.InvariantCulture, out var ticks)
            || (DateTime.UtcNow.AddMilliseconds(-Environment.TickCount64) - new DateTime(ticks, DateTimeKind.Utc)).Duration() > SameStart
            || RandomAccess.GetLength(Handle) > Size
        )
        {
            return false;
        }

        Version = Uri.UnescapeDataString(version);
        _listStart = bytes.Length - flags.Length;
        for (var number = 0; number < Math.Min(flags.Length, _done.Length); number++)
        {
            // Beyond the end nothing was written, whatever the list says.
            var (offset, length) = Range(number);
            _done[number] = flags[number] == '1' && offset + length <= RandomAccess.GetLength(Handle);
        }

        // One is asked for whatever is here, as only a reply tells whether the file is still the same.
        _done[^1] &= _done.Contains(false);
        return true;
    }
}
