using System.Globalization;
using System.Text;
using DominoDataLab.Client.LocalFiles;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.Client.Transfers;

/// <summary>
/// The parts of a large file during a download. The bytes are in <c>.domino-DIGEST.part</c>, the list of complete parts is in
/// <c>.domino-DIGEST.parts</c>, so that a later call can resume. If another call uses them, this one uses a temporary file.
/// </summary>
/// <remarks>Parts from before the last start of the machine are not used, because a power cut may have damaged them. A killed process
/// damages nothing.</remarks>
internal sealed class PartialFile : IDisposable
{
    private const int MaxListBytes = 64 << 20;

    private static readonly TimeSpan SameStart = TimeSpan.FromMinutes(1);

    private readonly TemporaryFile _bytes;
    private readonly FileStream? _list;
    private readonly HashSet<long> _done = [];
    private readonly long _count;
    private readonly int _chunkSize;
    private readonly string _identity;
    private long _listStart;

    private PartialFile(TemporaryFile bytes, FileStream? list, long size, DateTimeOffset? lastModified, int chunkSize)
    {
        (_bytes, _list, Size, _chunkSize) = (bytes, list, size, chunkSize);
        _identity = string.Create(CultureInfo.InvariantCulture, $"{size} {chunkSize} {lastModified?.UtcTicks}");

        // A last part of one byte is joined to the part before it.
        _count = size < 2 ? 1 : ((size - 2) / chunkSize) + 1;
    }

    public SafeFileHandle Handle => _bytes.Handle;

    public long Size { get; }

    /// <summary>Gets the version of the file that the parts belong to. Null if it is not known yet.</summary>
    public string? Version { get; private set; }

    public long BytesDone => _done.Sum(number => Range(number).Length);

    public static PartialFile Open(string target, long size, DateTimeOffset? lastModified, int chunkSize, bool resume)
    {
        FileStream? list = null;
        try
        {
            // The list comes first, because its lock covers the bytes.
            list = new FileStream(
                TemporaryNames.PartList(target),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                TemporaryFile.Exclusive,
                bufferSize: 0
            );
            if (resume && Reopen(target, list, size, lastModified, chunkSize) is { } left)
            {
                return left;
            }

            list.SetLength(0);
            return new PartialFile(TemporaryFile.CreateToStay(TemporaryNames.Part(target)), list, size, lastModified, chunkSize);
        }
        catch (IOException)
        {
            list?.Dispose();
            return new PartialFile(TemporaryFile.Create(Path.GetDirectoryName(target)!), null, size, lastModified, chunkSize);
        }
        catch
        {
            list?.Dispose();
            throw;
        }
    }

    /// <param name="number">From 0.</param>
    public (long Offset, long Length) Range(long number)
    {
        var offset = number * _chunkSize;
        return (offset, number == _count - 1 ? Size - offset : _chunkSize);
    }

    /// <summary>
    /// Lists the missing parts. It computes them one at a time, because the server may list any size.
    /// </summary>
    public IEnumerable<long> Missing()
    {
        for (long number = 0; number < _count; number++)
        {
            bool isDone;
            lock (_done)
            {
                isDone = _done.Contains(number);
            }

            if (!isDone)
            {
                yield return number;
            }
        }
    }

    /// <summary>Discards all parts.</summary>
    public void Restart()
    {
        Version = null;
        _done.Clear();
        _list?.SetLength(0);
        RandomAccess.SetLength(Handle, 0);
    }

    /// <summary>
    /// Records the version. Without a version, a later call could not tell if the parts belong to the same file, so none is kept.
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

    public void Done(long number)
    {
        if (Version is not null && _list is not null)
        {
            RandomAccess.Write(_list.SafeFileHandle, "1"u8, _listStart + number);
        }

        lock (_done)
        {
            _done.Add(number);
        }
    }

    /// <summary>Replaces the target with the complete file.</summary>
    public void MoveTo(string target, DateTimeOffset? lastModified)
    {
        // In this order, a kill between the two costs nothing: the next call deletes a list without bytes.
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

    private static PartialFile? Reopen(string target, FileStream list, long size, DateTimeOffset? lastModified, int chunkSize)
    {
        if (list.Length == 0 || !File.Exists(TemporaryNames.Part(target)))
        {
            return null;
        }

        var bytes = TemporaryFile.Reopen(TemporaryNames.Part(target));
        var partial = new PartialFile(bytes, list, size, lastModified, chunkSize);
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
        var bytes = new byte[Math.Min(Math.Min(list.Length, MaxListBytes), (64 << 10) + _count)];
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
        for (var number = 0; number < Math.Min(flags.Length, _count); number++)
        {
            // Parts beyond the end of the bytes were not written, even if the list has them.
            var (offset, length) = Range(number);
            if (flags[number] == '1' && offset + length <= RandomAccess.GetLength(Handle))
            {
                _done.Add(number);
            }
        }

        // At least one part is requested, because only a response tells whether the file is still the same.
        if (_done.Count == _count)
        {
            _done.Remove(_count - 1);
        }

        return true;
    }
}
