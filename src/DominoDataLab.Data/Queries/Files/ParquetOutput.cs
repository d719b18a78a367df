using Apache.Arrow;
using ParquetSharp;
using ParquetSharp.Arrow;
using TimeUnit = Apache.Arrow.Types.TimeUnit;

namespace DominoDataLab.Data.Queries.Files;

/// <summary>Writes a Parquet file with the settings of the Python library.</summary>
internal sealed class ParquetOutput(Schema schema) : IResultOutput
{
    // A row group is encoded in memory before it is written.
    private const long RowGroupBytes = 64 << 20;

    private FileWriter? _writer;
    private long _bytes;

    public void Open(Stream file)
    {
        using var builder = new WriterPropertiesBuilder();
        using var properties = builder.Compression(Compression.Snappy).Version(ParquetVersion.PARQUET_2_6).Build();
        using var arrowBuilder = new ArrowWriterPropertiesBuilder();
        using var arrowProperties = arrowBuilder.CoerceTimestamps(TimeUnit.Microsecond).DisallowTruncatedTimestamps().StoreSchema().Build();
        _writer = new FileWriter(file, schema, properties, arrowProperties, leaveOpen: true);
    }

    public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        if (_bytes > RowGroupBytes)
        {
            _writer!.NewBufferedRowGroup();
            _bytes = 0;
        }

        _writer!.WriteBufferedRecordBatch(batch);
        _bytes += batch.Arrays.Sum(array => Size(array.Data));
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        _writer!.Close();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _writer?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static long Size(ArrayData data) => (data.Buffers?.Sum(buffer => (long)buffer.Length) ?? 0) + (data.Children?.Sum(Size) ?? 0);
}
