using System.Buffers;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Benchmarks;

/// <summary>
/// A stream of gRPC messages in which nothing has a meaning: what the connection alone can carry. The server writes each message once into
/// the buffers of the connection, and the client copies each body once, as every reader must.
/// </summary>
internal sealed class BareStream
{
    private const int MessageBytes = 1 << 20;

    private static readonly Method<byte[], Message> Method = new(
        MethodType.ServerStreaming,
        "bare.Stream",
        "Get",
        Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes),
        Marshallers.Create(Serialize, Deserialize)
    );

    /// <summary>Serves a stream of so many bytes.</summary>
    public static async Task<int> ServeAsync(long bytes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder
            .WebHost.UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(grpc => grpc.MaxSendMessageSize = null);
        builder.Services.AddSingleton(new Service(bytes));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<Service>, Methods>());
        await using var app = builder.Build();
        app.MapGrpcService<Service>();
        await app.StartAsync();
        await ServerProcess.AnnounceAndWaitAsync(app.Urls.First(), "none");
        return 0;
    }

    /// <summary>Reads the stream and returns its length.</summary>
    public static async Task<long> ReadAsync(string address)
    {
        using var handler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = 4 << 20 };
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, MaxReceiveMessageSize = null });
        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(Method, null, default, []);
        var total = 0L;
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            total += message.Length;
            ArrayPool<byte>.Shared.Return(message.Bytes);
        }

        return total;
    }

    private static void Serialize(Message message, SerializationContext context)
    {
        context.SetPayloadLength(message.Length);
        context.GetBufferWriter().Write(message.Bytes.AsSpan(0, message.Length));
        context.Complete();
    }

    private static Message Deserialize(DeserializationContext context)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(context.PayloadLength);
        context.PayloadAsReadOnlySequence().CopyTo(bytes);
        return new Message(bytes, context.PayloadLength);
    }

    private sealed record Message(byte[] Bytes, int Length);

    private sealed class Service(long bytes)
    {
        public async Task GetAsync(IServerStreamWriter<Message> stream)
        {
            var block = new byte[MessageBytes];
            Random.Shared.NextBytes(block);
            for (var left = bytes; left > 0; left -= MessageBytes)
            {
                await stream.WriteAsync(new Message(block, (int)Math.Min(left, MessageBytes)));
            }
        }
    }

    private sealed class Methods : IServiceMethodProvider<Service>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<Service> context) =>
            context.AddServerStreamingMethod(Method, [], (service, _, stream, _) => service.GetAsync(stream));
    }
}
