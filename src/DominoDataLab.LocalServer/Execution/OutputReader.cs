using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using DominoDataLab.LocalServer.Execution.Logs;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Cuts what a process writes into lines and logs them as they come.</summary>
/// <remarks>
/// LF, CR LF and CR end a line, so a progress bar shows each of its states; a CR at the start of a line ends nothing. A line longer than
/// <see cref="MaxLineBytes"/> is cut there and says so. Bytes that are not UTF-8, and NUL, become U+FFFD.
/// </remarks>
internal sealed class OutputReader(Stream from, LogTypes type, JobLog log)
{
    public const int MaxLineBytes = 256 * 1024;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly List<string> _lines = [];
    private long _cut;
    private bool _crEndedLine;
    private IOException? _failure;

    /// <exception cref="IOException">The log could not be written; the process was let go on to its end.</exception>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 15];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0; )
            {
                Split(buffer.AsSpan(0, read));
                Flush();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // A process outside the job still has the pipe open. The output up to now counts.
        }

        if (_line.WrittenCount > 0)
        {
            EndLine();
        }

        Flush();
        if (_failure is not null)
        {
            throw _failure;
        }
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

            if (bytes[end] == '\r')
            {
                if (_line.WrittenCount > 0)
                {
                    EndLine();
                    _crEndedLine = true;
                }
            }
            else if (!_crEndedLine)
            {
                EndLine();
            }
            else
            {
                _crEndedLine = false;
            }

            bytes = bytes[(end + 1)..];
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        _crEndedLine = false;
        var room = Math.Min(bytes.Length, MaxLineBytes - _line.WrittenCount);
        _line.Write(bytes[..room]);
        _cut += bytes.Length - room;
    }

    private void EndLine()
    {
        var text = Encoding.UTF8.GetString(_line.WrittenSpan).Replace('\0', '\uFFFD');
        _lines.Add(_cut == 0 ? text : $"{text} [line cut: {_cut} more bytes]");
        _line.ResetWrittenCount();
        _cut = 0;
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
