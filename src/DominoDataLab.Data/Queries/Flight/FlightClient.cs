using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Grpc.Core;
using Grpc.Net.Client;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>Runs queries at the data source proxy. The channel is made at the first query and used for all of them.</summary>
internal sealed class FlightClient(FlightSettings settings) : IDisposable
{
    private static readonly TimeSpan RetryLimit = TimeSpan.FromSeconds(60);

    private readonly Lazy<GrpcChannel> _channel = new(
        () => FlightChannel.Create(FlightLocation.Parse(settings.Location), settings.CertificateAuthorityFile),
        LazyThreadSafetyMode.PublicationOnly
    );

    /// <summary>Sends a query and returns when the schema of its result has arrived.</summary>
    /// <exception cref="DominoQueryException">The query failed. Rejected credentials are retried for 60 seconds.</exception>
    public async Task<QueryResult> QueryAsync(QueryTicket ticket, CancellationToken cancellationToken)
    {
        var channel = _channel.Value;
        var bytes = ticket.ToBytes();
        var started = settings.TimeProvider.GetTimestamp();
        for (var retry = 0; ; retry++)
        {
            var beforeAttempt = settings.TimeProvider.GetElapsedTime(started);
            try
            {
                return await StartAsync(channel, ticket, bytes, cancellationToken).ConfigureAwait(false);
            }
            catch (DominoQueryException e) when (e.StatusCode is StatusCode.Unauthenticated && beforeAttempt < RetryLimit)
            {
                var left = RetryLimit - settings.TimeProvider.GetElapsedTime(started);
                var wait = Math.Clamp(settings.Random() * Math.Pow(2, retry), 0, Math.Max(0, left.TotalSeconds));
                await Task.Delay(TimeSpan.FromSeconds(wait), settings.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        if (_channel.IsValueCreated)
        {
            _channel.Value.Dispose();
        }
    }

    private async Task<QueryResult> StartAsync(
        GrpcChannel channel,
        QueryTicket ticket,
        byte[] bytes,
        CancellationToken cancellationToken
    )
    {
        var metadata = await settings.Metadata(cancellationToken).ConfigureAwait(false);
        var errors = new QueryErrors(ticket, metadata);
        var call = channel.CreateCallInvoker().AsyncServerStreamingCall(DoGet.Method, null, new CallOptions(metadata), bytes);
        var isStarted = false;
        try
        {
            var allocator = new BodyAllocator();
            var stream = new IpcStream(call.ResponseStream, allocator);
            var reader = new ArrowStreamReader(stream, allocator, new CompressionCodecFactory(), leaveOpen: false);
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
}
