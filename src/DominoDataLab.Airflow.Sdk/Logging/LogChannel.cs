using System.Buffers;
using System.Net.Sockets;
using System.Text;

namespace DominoDataLab.Airflow.Sdk.Logging;

/// <summary>Sends log records to Airflow, in order and in batches. Records before the connection are kept.</summary>
internal sealed class LogChannel : IDisposable
{
    // Loggers wait when the supervisor is this far behind, so that memory stays bounded.
    private const int MaxWaitingBytes = 32 << 20;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private ArrayBufferWriter<byte> _filling = new();
    private ArrayBufferWriter<byte> _sending = new();
    private int _sent;
    private Socket? _socket;
    private Task _pump = Task.CompletedTask;
    private bool _completed;
    private bool _broken;

    /// <summary>Starts to send, beginning with the records that were kept.</summary>
    public void Connect(Socket socket)
    {
        _socket = socket;
        _pump = PumpAsync(socket);
    }

    /// <summary>Adds a record, which is one JSON object and a line feed. It never throws.</summary>
    public void Append(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            if (IsTooFull() && !Monitor.Wait(_gate, MaxWait) && IsTooFull())
            {
                Break("Airflow does not read the log.");
            }

            if (_broken || _completed)
            {
                WriteToStandardError(line);
                return;
            }

            var wasEmpty = _filling.WrittenCount == 0;
            _filling.Write(line);
            if (wasEmpty)
            {
                _waiting.Release();
            }
        }
    }

    /// <summary>Sends what is left and ends the connection. Later records go to standard error.</summary>
    public async Task CompleteAsync(TimeSpan timeout)
    {
        lock (_gate)
        {
            _completed = true;
            _waiting.Release();
        }

        try
        {
            await _pump.WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                Break("Airflow did not read the rest of the log in time.");
            }
        }
    }

    /// <summary>Writes the kept records to standard error, if no connection can be made.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _broken = true;
            WriteToStandardError(_filling.WrittenSpan);
            _filling.Clear();
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _waiting.Dispose();
    }

    private bool IsTooFull() => _socket is not null && !_broken && !_completed && _filling.WrittenCount > MaxWaitingBytes;

    private async Task PumpAsync(Socket socket)
    {
        try
        {
            while (true)
            {
                await _waiting.WaitAsync().ConfigureAwait(false);
                var last = Swap();
                while (_sent < _sending.WrittenCount)
                {
                    _sent += await socket.SendAsync(_sending.WrittenMemory[_sent..]).ConfigureAwait(false);
                }

                if (last)
                {
                    socket.Shutdown(SocketShutdown.Send);
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            lock (_gate)
            {
                Break($"The connection for log records failed: {exception.Message}.");
            }
        }
    }

    private bool Swap()
    {
        lock (_gate)
        {
            (_filling, _sending) = (_sending, _filling);
            _filling.ResetWrittenCount();
            _sent = 0;
            Monitor.PulseAll(_gate);
            return _completed;
        }
    }

    private void Break(string reason)
    {
        if (_broken)
        {
            return;
        }

        _broken = true;
        WriteToStandardError(Encoding.UTF8.GetBytes($"{reason} Records that were not sent are written here.\n"));
        WriteToStandardError(_sending.WrittenSpan[_sent..]);
        WriteToStandardError(_filling.WrittenSpan);
        _filling.Clear();
        Monitor.PulseAll(_gate);
    }

    private static void WriteToStandardError(ReadOnlySpan<byte> lines)
    {
        try
        {
            using var error = Console.OpenStandardError();
            error.Write(lines);
        }
        catch (IOException)
        {
            // Nobody listens there either.
        }
    }
}
