using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.State;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.Running;

/// <summary>The framed connection of a task.</summary>
internal sealed class CommChannel(Socket socket, Misbehavior misbehavior) : IDisposable
{
    private const uint LargestFrame = 256 << 20;
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Reads a frame's payload; null at the end of the stream.</summary>
    /// <exception cref="StuckException">The frame makes Airflow wait until the process is gone.</exception>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        var prefix = new byte[sizeof(uint)];
        if (await _stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, cancellationToken) < prefix.Length)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix);
        if (length is 0 or > LargestFrame)
        {
            throw new StuckException($"A frame declares a length of {length} bytes.");
        }

        var payload = new byte[length];
        return await _stream.ReadAtLeastAsync(payload, payload.Length, throwOnEndOfStream: false, cancellationToken) < payload.Length
            ? null
            : payload;
    }

    public Task SendAsync(JsonNode id, Reply reply, CancellationToken cancellationToken) =>
        SendAsync(
            misbehavior.Shape is { } shape ? FrameWriter.Frame(shape(id, reply)) : FrameWriter.Reply(id, reply.Body, reply.Error),
            cancellationToken
        );

    public async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var step = misbehavior.SendsSingleBytes ? 1 : Math.Max(frame.Length, 1);
            for (var at = 0; at < frame.Length; at += step)
            {
                await _stream.WriteAsync(frame.Slice(at, Math.Min(step, frame.Length - at)), cancellationToken);
            }
        }
        catch (IOException)
        {
            // The task has left without waiting for this reply. Airflow continues as well.
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Close()
    {
        if (misbehavior.Resets && socket.Connected)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        _stream.Dispose();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _writing.Dispose();
    }
}

/// <summary>A frame after which Airflow reads nothing more, but keeps its socket open.</summary>
internal sealed class StuckException(string message) : Exception(message);
