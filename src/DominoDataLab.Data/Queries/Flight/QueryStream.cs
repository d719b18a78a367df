using Apache.Arrow;
using Apache.Arrow.Ipc;
using Grpc.Core;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>A running query: reads one record batch at a time. Disposing it ends the server's work.</summary>
internal sealed class QueryStream(IDisposable call, ArrowStreamReader reader, QueryErrors errors) : IDisposable
{
    /// <summary>Reads the next batch, or null at the end of the result.</summary>
    public ValueTask<RecordBatch?> ReadAsync(CancellationToken cancellationToken) =>
        errors.GuardAsync<RecordBatch?>(ReadNextAsync, cancellationToken);

    public void Dispose() => call.Dispose();

    private async ValueTask<RecordBatch?> ReadNextAsync(CancellationToken cancellationToken) =>
        await reader.ReadNextRecordBatchAsync(cancellationToken).ConfigureAwait(false);
}
