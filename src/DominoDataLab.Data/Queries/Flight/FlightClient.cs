using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.Http;
using Grpc.Core;
using Grpc.Net.Client;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>Runs queries at the data source proxy. The channel is made at the first query and used for all of them.</summary>
internal sealed class FlightClient(DominoDataClientOptions options, DataAuthentication authentication) : IDisposable
{
    private readonly Lazy<GrpcChannel> _channel = new(
        () => FlightChannel.Create(FlightLocation.Parse(options.FlightHost), options.FlightCertificateAuthorityFile),
        LazyThreadSafetyMode.PublicationOnly
    );

    /// <summary>Sends a query and returns when the schema of its result has arrived.</summary>
    /// <exception cref="DominoQueryException">The query failed.</exception>
    public Task<QueryResult> QueryAsync(QueryTicket ticket, BackOff authenticationBackOff, CancellationToken cancellationToken)
    {
        var bytes = ticket.ToBytes();
        return authenticationBackOff.RunAsync(
            token => StartAsync(ticket, bytes, token),
            static e => e is DominoQueryException { StatusCode: StatusCode.Unauthenticated },
            cancellationToken
        );
    }

    public void Dispose()
    {
        if (_channel.IsValueCreated)
        {
            _channel.Value.Dispose();
        }
    }

    private async Task<QueryResult> StartAsync(QueryTicket ticket, byte[] bytes, CancellationToken cancellationToken)
    {
        var invoker = _channel.Value.CreateCallInvoker();
        var metadata = await MetadataAsync(cancellationToken).ConfigureAwait(false);
        var errors = new QueryErrors(ticket, metadata);

        // The caller's token ends with this method; what is read later has a token of its own.
        var call = invoker.AsyncServerStreamingCall(DoGet.Method, null, new CallOptions(metadata), bytes);
        var isStarted = false;
        try
        {
            var allocator = new BodyAllocator();
            var reader = new ArrowStreamReader(
                new IpcStream(call.ResponseStream, allocator),
                allocator,
                new CompressionCodecFactory(),
                leaveOpen: true
            );
            var schema =
                await errors.GuardAsync(reader.GetSchema, cancellationToken).ConfigureAwait(false)
                ?? throw new DominoQueryException("The query failed: the server sent no result.", StatusCode.OK);
            isStarted = true;
            return new QueryResult(ticket.Statement, schema, new QueryStream(call, reader, errors));
        }
        finally
        {
            if (!isStarted)
            {
                call.Dispose();
            }
        }
    }

    private async ValueTask<Metadata> MetadataAsync(CancellationToken cancellationToken)
    {
        var metadata = new Metadata();
        foreach (var (name, value) in await authentication.HeadersAsync(Destination.Flight, cancellationToken).ConfigureAwait(false))
        {
            metadata.Add(name, value);
        }

        return metadata;
    }
}
