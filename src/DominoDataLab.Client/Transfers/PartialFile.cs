using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.Client.Transfers;

/// <summary>
/// A large file on its way to this machine: the bytes beside where they will be, as <c>.domino-DIGEST.part</c>, and in
/// <c>.domino-DIGEST.parts</c> which parts of them are here, so that a later call can go on. A part counts when it is written whole.
/// </summary>
/// <remarks>What a killed process wrote is in the system's hands and safe; what a power cut leaves is not, so parts from before the
/// machine's last start count for nothing.</remarks>
internal sealed class PartialFile : IDisposable
{
    private static readonly TimeSpan SameStart = TimeSpan.FromMinutes(1);

    private readonly FileStream _list;
    private readonly bool[] _done;
    private readonly int _chunkSize;
    private readonly string _identity;
    private long _listStart;

    private PartialFile(SafeFileHandle handle, FileStream list, long size, int chunkSize, string identity)
    {
        (Handle, _list, Size, _chunkSize, _identity) = (handle, list, size, chunkSize, identity);
        _done = new bool[checked((int)((size + chunkSize - 1) / chunkSize))];
    }

    public SafeFileHandle Handle { get; }

    public long Size { get; }

    /// <summary>The version of the file that the parts are of; null as long as nothing is known of it.</summary>
    public string? Version { get; private set; }

    public long BytesDone => Enumerable.Range(0, _done.Length).Where(number => _done[number]).Sum(number => Range(number).Length);

    // Not the file's own name with something after it: that may be as long as a name can be.
    public static string PathFor(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, $".domino-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(target))).AsSpan(0, 8))}.part");

    /// <summary>Removes the list of parts of a file that has its name.</summary>
    public static void Forget(string target) => File.Delete(ListFor(target));

    public static PartialFile Open(string target, RemoteFile file, long size, int chunkSize, bool resume)
    {
        var handle = File.OpenHandle(PathFor(target), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, FileOptions.Asynchronous);
        try
        {
            var list = new FileStream(ListFor(target), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            var identity = string.Create(CultureInfo.InvariantCulture, $"{size} {chunkSize} {file.LastModified?.UtcTicks}");
            var partial = new PartialFile(handle, list, size, chunkSize, identity);
            if (!resume || !partial.Load())
            {
                partial.Restart();
            }

            return partial;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <param name="number">From 0.</param>
    public (long Offset, long Length) Range(int number)
    {
        var offset = number * (long)_chunkSize;
        return (offset, Math.Min(_chunkSize, Size - offset));
    }

    public List<int> Missing() => [.. Enumerable.Range(0, _done.Length).Where(number => !_done[number])];

    /// <summary>Forgets all that is here.</summary>
    public void Restart()
    {
        Version = null;
        Array.Clear(_done);
        _list.SetLength(0);
        RandomAccess.SetLength(Handle, 0);
    }

    /// <summary>Takes note of the version. Without one a later call could not tell whether its parts go with these, so none is kept for it.</summary>
    public void Begin(string? version)
    {
        if (version is not null && version != Version)
        {
            Version = version;
            var start = DateTime.UtcNow.AddMilliseconds(-Environment.TickCount64);
            var header = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_identity}\n{start.Ticks}\n{Uri.EscapeDataString(version)}\n"));
            _list.SetLength(0);
            _list.Write(header);
            _listStart = header.Length;
        }
    }

    public void Done(int number)
    {
        if (Version is not null)
        {
            RandomAccess.Write(_list.SafeFileHandle, "1"u8, _listStart + number);
        }

        _done[number] = true;
    }

    public void Dispose()
    {
        _list.Dispose();
        Handle.Dispose();
    }

    private bool Load()
    {
        var bytes = new byte[Math.Min(_list.Length, (64 << 10) + _done.Length)];
        _list.ReadExactly(bytes);
        if (Encoding.UTF8.GetString(bytes).Split('\n') is not [var identity, var start, var version, var flags]
            || identity != _identity
            || !long.TryParse(start, CultureInfo.InvariantCulture, out var ticks)
            || (DateTime.UtcNow.AddMilliseconds(-Environment.TickCount64) - new DateTime(ticks, DateTimeKind.Utc)).Duration() > SameStart
            || RandomAccess.GetLength(Handle) > Size)
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

    private static string ListFor(string target) => PathFor(target) + "s";
}
