using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using DominoDataLab.LocalServer.Execution.Logs;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Cuts what a process writes into lines and logs them as they come.</summary>
/// <remarks>
/// LF and CR LF end a line. A CR inside a line starts a new state of it, such as the next state of a progress bar. A line with states that
/// takes longer than <see cref="StateInterval"/> is logged in several parts (see <see cref="LogLine.UnfinishedEnd"/>), so that its progress
/// can be followed. A state longer than <see cref="MaxLineBytes"/> is cut there and says so. Bytes that are not UTF-8, and NUL, become
/// U+FFFD.
/// </remarks>
internal sealed class OutputReader(Stream from, LogTypes type, JobLog log)
{
    public const int MaxLineBytes = 256 * 1024;
    private static readonly TimeSpan StateInterval = TimeSpan.FromSeconds(1);
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly List<string> _lines = [];
    private long _logged = Stopwatch.GetTimestamp();
    private int _stateLogged;
    private bool _isOpen;
    private bool _hasStates;
    private long _cut;
    private IOException? _failure;

    /// <exception cref="IOException">The log could not be written; the process was let go on to its end.</exception>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 15];
        try
        {
            for (int read; (read = await ReadAsync(buffer, cancellationToken)) > 0; )
            {
                Split(buffer.AsSpan(0, read));
                Flush();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // A process outside the job still has the pipe open. The output up to now counts.
        }

        if (_isOpen || _line.WrittenCount > 0)
        {
            EndLine();
        }

        Flush();
        if (_failure is not null)
        {
            throw _failure;
        }
    }

    /// <summary>Reads, and logs the states of an unfinished line when they are due.</summary>
    private async Task<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        var reading = from.ReadAsync(buffer, cancellationToken).AsTask();
        if (_hasStates)
        {
            var due = StateInterval - Stopwatch.GetElapsedTime(_logged);
            if (due > TimeSpan.Zero && !reading.IsCompleted)
            {
                // Processes write in real time, whatever clock the server shows.
                await Task.WhenAny(reading, Task.Delay(due, cancellationToken));
            }

            if (due <= TimeSpan.Zero || !reading.IsCompleted)
            {
                LogStates();
                Flush();
            }
        }

        return await reading;
    }

    private void Split(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            Add(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
            {
                return;
            }

            if (bytes[end] == '\n')
            {
                EndLine();
            }
            else
            {
                if (_line.WrittenCount == MaxLineBytes)
                {
                    LogStates();
                }

                _line.Write("\r"u8);
                _hasStates = true;
            }

            bytes = bytes[(end + 1)..];
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (_hasStates && bytes.Length > MaxLineBytes - _line.WrittenCount)
        {
            LogStates();
        }

        var room = Math.Min(bytes.Length, MaxLineBytes - _line.WrittenCount);
        _line.Write(bytes[..room]);
        _cut += bytes.Length - room;
    }

    /// <summary>Logs the states of the line, which is not finished. Its current state is kept, because it may not be complete.</summary>
    private void LogStates()
    {
        var states = NotLogged();
        if (!states.Trim((byte)'\r').IsEmpty)
        {
            _lines.Add(Text(states) + LogLine.UnfinishedEnd);
            _isOpen = true;
        }

        byte[] state = _cut == 0 ? [.. _line.WrittenSpan[(_line.WrittenSpan.LastIndexOf((byte)'\r') + 1)..]] : [];
        Reset();
        _line.Write(state);
        _stateLogged = state.Length;
    }

    private void EndLine()
    {
        _lines.Add(Text(NotLogged()));
        Reset();
        _isOpen = false;
    }

    /// <summary>A state that was already logged is not repeated, unless more of it came.</summary>
    private ReadOnlySpan<byte> NotLogged()
    {
        var line = _line.WrittenSpan;
        return line.Length == _stateLogged || line[_stateLogged] == '\r' ? line[_stateLogged..] : line;
    }

    private string Text(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line.TrimEnd((byte)'\r')).Replace('\0', '\uFFFD');
        return _cut == 0 ? text : $"{text} [line cut: {_cut} more bytes]";
    }

    private void Reset()
    {
        _line.ResetWrittenCount();
        (_stateLogged, _hasStates, _cut, _logged) = (0, false, 0, Stopwatch.GetTimestamp());
    }

    private void Flush()
    {
        if (_lines.Count > 0)
        {
            try
            {
                log.Write(type, CollectionsMarshal.AsSpan(_lines));
            }
            catch (IOException e)
            {
                // The disk is full. A process whose output nobody takes would hang, so it is taken and lost, and the job says so.
                _failure ??= e;
            }

            _lines.Clear();
        }
    }
}
