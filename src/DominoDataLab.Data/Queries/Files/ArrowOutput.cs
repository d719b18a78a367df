using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace DominoDataLab.Data.Queries.Files;

/// <summary>Writes an Arrow IPC file.</summary>
internal sealed class ArrowOutput(Schema schema) : IResultOutput
{
    private ArrowFileWriter? _writer;

    public void Open(Stream file) => _writer = new ArrowFileWriter(file, schema, leaveOpen: true);

    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken) =>
        await _writer!.WriteRecordBatchAsync(batch, cancellationToken).ConfigureAwait(false);

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await _writer!.WriteStartAsync(cancellationToken).ConfigureAwait(false);
        await _writer.WriteEndAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _writer?.Dispose();
        return ValueTask.CompletedTask;
    }
}
