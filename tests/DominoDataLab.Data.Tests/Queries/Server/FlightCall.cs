using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DominoDataLab.Data.Tests.Queries.Server;

/// <summary>A call that a <see cref="ScriptedFlightServer"/> has received, and what the script does with it.</summary>
public sealed class FlightCall(HttpContext context, byte[] ticket)
{
    /// <summary>The ticket's bytes.</summary>
    public byte[] TicketBytes => ticket;

    public JsonElement Ticket { get; } = JsonDocument.Parse(ticket).RootElement;

    public string Statement => Ticket.GetProperty("sqlQuery").GetString()!;

    /// <summary>All request headers but those of HTTP itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } =
        context
            .Request.Headers.Where(header => header.Key is not "Host")
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());

    public string Path { get; } = context.Request.Path;

    public string Protocol { get; } = context.Request.Protocol;

    /// <summary>Ends when the client has reset the stream or closed the connection.</summary>
    public CancellationToken Aborted { get; } = context.RequestAborted;

    public Task SendAsync(IpcMessage message, byte[]? applicationMetadata = null) =>
        SendBytesAsync(message.ToFlightData(applicationMetadata));

    public async Task SendAsync(IEnumerable<IpcMessage> messages)
    {
        foreach (var message in messages)
        {
            await SendAsync(message);
        }
    }

    public async Task SendBytesAsync(byte[] message, bool gzip = false)
    {
        if (gzip)
        {
            using var packed = new MemoryStream();
            using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                zip.Write(message);
            }

            message = packed.ToArray();
        }

        var prefix = new byte[5];
        prefix[0] = (byte)(gzip ? 1 : 0);
        BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), message.Length);
        await context.Response.Body.WriteAsync(prefix, Aborted);
        await context.Response.Body.WriteAsync(message, Aborted);
        await context.Response.Body.FlushAsync(Aborted);
    }

    public Task UseGzipAsync()
    {
        context.Response.Headers["grpc-encoding"] = "gzip";
        return context.Response.StartAsync();
    }

    /// <summary>Sends raw bytes as they are.</summary>
    public async Task SendRawAsync(byte[] bytes)
    {
        await context.Response.Body.WriteAsync(bytes, Aborted);
        await context.Response.Body.FlushAsync(Aborted);
    }

    /// <summary>Completes the call with a status. Without a call of this, the script's end means OK.</summary>
    public async Task EndAsync(StatusCode status, string message = "", params (string Name, string Value)[] trailers)
    {
        await context.Response.StartAsync();
        context.Response.AppendTrailer("grpc-status", ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (message.Length > 0)
        {
            context.Response.AppendTrailer("grpc-message", string.Concat(Encoding.UTF8.GetBytes(message).Select(Escape)));
        }

        foreach (var (name, value) in trailers)
        {
            context.Response.AppendTrailer(
                name,
                name.EndsWith("-bin", StringComparison.Ordinal) ? Convert.ToBase64String(Encoding.UTF8.GetBytes(value)) : value
            );
        }

        IsEnded = true;
    }

    public bool IsEnded { get; private set; }

    /// <summary>Resets the stream, as a server that crashed in the middle would.</summary>
    public void Reset() => context.Features.Get<IHttpResetFeature>()!.Reset(2);

    /// <summary>Closes the TCP connection.</summary>
    public void Cut() => context.Features.Get<TcpConnection>()!.Lifetime.Abort();

    private static string Escape(byte octet) => octet is >= 0x20 and < 0x7F and not (byte)'%' ? ((char)octet).ToString() : $"%{octet:X2}";
}
