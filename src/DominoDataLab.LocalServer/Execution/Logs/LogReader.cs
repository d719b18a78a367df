using System.Text.Json;

namespace DominoDataLab.LocalServer.Execution.Logs;

/// <summary>Reads whole lines of a log file from a place on.</summary>
internal sealed class LogReader : IDisposable
{
    private readonly FileStream _file;
    private byte[] _buffer = new byte[1 << 16];
    private int _from;
    private int _to;

    private LogReader(FileStream file) => _file = file;

    /// <summary>The place after the last line read.</summary>
    public long Position { get; private set; }

    /// <summary>Opens the log, or returns null if it does not exist yet.</summary>
    public static LogReader? Open(string file, long position)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var reader = new LogReader(
            new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0)
        );
        reader.Seek(position);
        return reader;
    }

    public void Seek(long position)
    {
        _file.Position = Position = position;
        _from = _to = 0;
    }

    /// <summary>The next line; null at the end, before half a line (one that is being written, or was when the server died) too.</summary>
    public LogLine? Next(bool withText)
    {
        int searched = 0,
            end;
        while ((end = _buffer.AsSpan(_from + searched, _to - _from - searched).IndexOf((byte)'\n')) < 0)
        {
            searched = _to - _from;
            _buffer.AsSpan(_from, searched).CopyTo(_buffer);
            (_from, _to) = (0, searched);
            if (_to == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            var read = _file.Read(_buffer, _to, _buffer.Length - _to);
            if (read == 0)
            {
                return null;
            }

            _to += read;
        }

        var length = searched + end;
        try
        {
            var line = LogLine.Read(_buffer.AsSpan(_from, length), withText);
            _from += length + 1;
            Position += length + 1;
            return line;
        }
        catch (JsonException)
        {
            // Damage on the disk: what was before it is still worth reading.
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
