using System.Buffers.Binary;
using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace DominoDataLab.LocalServer.Data.Tests.Flight;

/// <summary>Calls DoGet with messages of its own making, and reads what comes with Arrow's reader.</summary>
internal sealed class FlightClient : IDisposable
{
    private static readonly Method<byte[], byte[]> DoGet = new(
        MethodType.ServerStreaming,
        "arrow.flight.protocol.FlightService",
        "DoGet",
        Marshallers.Create(bytes => bytes, bytes => bytes),
        Marshallers.Create(bytes => bytes, bytes => bytes)
    );

    private readonly GrpcChannel _channel;

    public FlightClient(Uri address, SslClientAuthenticationOptions? tls = null)
    {
        var handler = new SocketsHttpHandler();
        if (tls is not null)
        {
            handler.SslOptions = tls;
        }

        _channel = GrpcChannel.ForAddress(
            $"{(tls is null ? "http" : "https")}://{address.Authority}",
            new GrpcChannelOptions
            {
                MaxReceiveMessageSize = null,
                MaxSendMessageSize = null,
                HttpHandler = handler,
                DisposeHttpClient = true,
            }
        );
    }

    public static string Ticket(string source, string sql, JsonObject? config = null, JsonObject? credentials = null) =>
        new JsonObject
        {
            ["datasourceId"] = source,
            ["sqlQuery"] = sql,
            ["configOverwrites"] = config ?? [],
            ["credentialOverwrites"] = credentials ?? [],
        }.ToJsonString();

    /// <summary>Starts a call.</summary>
    public AsyncServerStreamingCall<byte[]> Start(string ticket, Metadata metadata, CancellationToken cancellationToken) =>
        _channel
            .CreateCallInvoker()
            .AsyncServerStreamingCall(DoGet, null, new CallOptions(metadata, cancellationToken: cancellationToken), Message(ticket));

    /// <summary>Reads a whole result.</summary>
    public async Task<Table> ReadAsync(string ticket, Metadata metadata, CancellationToken cancellationToken)
    {
        using var call = Start(ticket, metadata, cancellationToken);
        return await ReadAsync(call, cancellationToken);
    }

    public static async Task<Table> ReadAsync(AsyncServerStreamingCall<byte[]> call, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            Append(stream, message);
        }

        stream.Write([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
        stream.Position = 0;
        using var reader = new ArrowStreamReader(stream, new CompressionCodecFactory(), leaveOpen: true);
        var batches = new List<RecordBatch>();
        while (await reader.ReadNextRecordBatchAsync(cancellationToken) is { } batch)
        {
            batches.Add(batch);
        }

        return new Table(reader.Schema, batches);
    }

    public void Dispose() => _channel.Dispose();

    private static byte[] Message(string ticket)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(ticket, Encoding.UTF8));
        }

        return stream.ToArray();
    }

    /// <summary>Writes a message of Flight as one of an Arrow stream.</summary>
    private static void Append(MemoryStream stream, byte[] message)
    {
        using var input = new CodedInputStream(message);
        ReadOnlySpan<byte> header = default,
            body = default;
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 2:
                    header = input.ReadBytes().Span;
                    break;
                case 1000:
                    body = input.ReadBytes().Span;
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, -1);
        BinaryPrimitives.WriteInt32LittleEndian(prefix[4..], header.Length);
        Assert.Equal(0, header.Length % 8);
        stream.Write(prefix);
        stream.Write(header);
        stream.Write(body);
    }
}

/// <summary>A result.</summary>
internal sealed record Table(Schema Schema, IReadOnlyList<RecordBatch> Batches)
{
    public long Rows => Batches.Sum(batch => (long)batch.Length);

    /// <summary>The values of a column, as the arrays of its batches give them.</summary>
    public List<T> Column<T>(string name) => [.. Batches.SelectMany(batch => (IEnumerable<T>)batch.Column(Schema.GetFieldIndex(name)))];
}
