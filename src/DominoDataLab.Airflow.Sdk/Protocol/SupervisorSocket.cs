using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>The comm socket: any number of requests in flight, each answered by the frame with its ID.</summary>
internal sealed class SupervisorSocket : Supervisor, IDisposable
{
    // Airflow has been seen to move 64 MiB in one frame. A longer prefix than this is noise.
    private const uint MaxFrameBytes = 1 << 30;
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(90);

    private readonly Socket _socket;
    private readonly PipeReader _reader;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<Frame>> _pending = [];
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastId;

    public SupervisorSocket(Socket socket)
    {
        _socket = socket;
        _reader = PipeReader.Create(new NetworkStream(socket));
    }

    /// <summary>Gets a task that ends with the reason when the supervisor closes the connection.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>Reads the unsolicited first frame and then starts to read replies.</summary>
    /// <exception cref="InvalidDataException">The frame is malformed or never came.</exception>
    public async Task<Frame> ReadGreetingAsync(CancellationToken cancellationToken)
    {
        var greeting = await ReadFrameAsync(cancellationToken).ConfigureAwait(false);
        _ = ReadRepliesAsync();
        return greeting ?? throw new InvalidDataException("The supervisor closed the connection before it sent the first message.");
    }

    public override Task<Frame> ExchangeAsync(Request request, CancellationToken cancellationToken) =>
        ExchangeAsync(request, Interlocked.Increment(ref _lastId), cancellationToken);

    /// <summary>Sends a request with a given ID and waits for its reply.</summary>
    public async Task<Frame> ExchangeAsync(Request request, long id, CancellationToken cancellationToken)
    {
        var reply = new TaskCompletionSource<Frame>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = reply;
        try
        {
            await SendAsync(request, id, cancellationToken).ConfigureAwait(false);
            if (_closed.Task.IsCompleted)
            {
                Fail(reply, await _closed.Task.ConfigureAwait(false));
            }

            return await reply.Task.WaitAsync(ReplyTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new AirflowException(
                $"Airflow did not reply to {request.Type} within {ReplyTimeout.TotalSeconds} s. It may have rejected the message.",
                exception
            );
        }
        catch (SocketException exception)
        {
            throw new AirflowException(
                $"Could not send {request.Type}: {exception.Message}. The supervisor closed the connection.",
                exception
            );
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    /// <summary>Tells the supervisor that nothing more follows, and closes the connection.</summary>
    public void Dispose()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The supervisor closed the connection first.
        }

        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task SendAsync(Request request, long id, CancellationToken cancellationToken)
    {
        ArraySegment<byte> header = request.Header(id);
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(request.Fields, out var fields);
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Prefix and payload in one call, and never interrupted: half a frame would end the supervisor.
            await _socket.SendAsync([header, fields]).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadRepliesAsync()
    {
        var reason = "The supervisor closed the connection.";
        try
        {
            while (await ReadFrameAsync(CancellationToken.None).ConfigureAwait(false) is { } frame)
            {
                if (_pending.TryRemove(frame.Id, out var reply))
                {
                    reply.TrySetResult(frame);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ObjectDisposedException)
        {
            reason = $"The connection to the supervisor failed: {exception.Message}";
        }

        _closed.TrySetResult(reason);
        foreach (var reply in _pending.Values)
        {
            Fail(reply, reason);
        }
    }

    private static void Fail(TaskCompletionSource<Frame> reply, string reason) => reply.TrySetException(new AirflowException(reason));

    private async Task<Frame?> ReadFrameAsync(CancellationToken cancellationToken)
    {
        var result = await _reader.ReadAtLeastAsync(sizeof(uint), cancellationToken).ConfigureAwait(false);
        if (result.Buffer.Length < sizeof(uint))
        {
            return null;
        }

        var length = ReadLength(result.Buffer);
        if (length is 0 or > MaxFrameBytes)
        {
            throw new InvalidDataException($"A frame of {length} bytes was announced. The limit is {MaxFrameBytes} bytes.");
        }

        var total = (int)length + sizeof(uint);
        if (result.Buffer.Length < total)
        {
            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await _reader.ReadAtLeastAsync(total, cancellationToken).ConfigureAwait(false);
            if (result.Buffer.Length < total)
            {
                return null;
            }
        }

        var payload = result.Buffer.Slice(sizeof(uint), length);
        var frame = Frame.Decode(payload);
        _reader.AdvanceTo(payload.End);
        return frame;
    }

    private static uint ReadLength(ReadOnlySequence<byte> buffer)
    {
        Span<byte> prefix = stackalloc byte[sizeof(uint)];
        buffer.Slice(0, sizeof(uint)).CopyTo(prefix);
        return BinaryPrimitives.ReadUInt32BigEndian(prefix);
    }
}
