using System.Buffers;
using Apache.Arrow;

namespace DominoDataLab.LocalServer.Data.Arrow;

/// <summary>
/// Rows as one message, out of several batches of the same schema: databases deliver small batches, and each message costs the sender
/// and the reader a fixed time. The rows are copied once, from the memory of the database into the buffers of the connection.
/// </summary>
internal sealed class RowsMessage : IpcMessage
{
    private static readonly byte[] Padding = new byte[8];
    private readonly IReadOnlyList<RecordBatch> _parts;
    private readonly RowsLayout _layout = new();

    public RowsMessage(IReadOnlyList<RecordBatch> parts)
    {
        _parts = parts;
        for (var column = 0; column < parts[0].ColumnCount; column++)
        {
            _layout.Add(parts[0].Schema.GetFieldByIndex(column).DataType, [.. parts.Select(part => part.Column(column).Data)]);
        }

        Rows = parts.Sum(part => (long)part.Length);
        Header = RowsHeader.Create(Rows, _layout);
    }

    public long Rows { get; }

    public override ReadOnlyMemory<byte> Header { get; }

    public override long BodyLength => _layout.BodyLength;

    public override void WriteBody(IBufferWriter<byte> output)
    {
        foreach (var buffer in _layout.Buffers)
        {
            buffer.Write(output);
            output.Write(Padding.AsSpan(0, (int)(RowsLayout.Padded(buffer.Length) - buffer.Length)));
        }
    }

    public override void Dispose()
    {
        foreach (var part in _parts)
        {
            part.Dispose();
        }
    }
}
