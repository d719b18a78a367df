using System.Buffers.Binary;

namespace DominoDataLab.LocalServer.Data.Arrow;

/// <summary>
/// The flatbuffer of a message with rows. Its layout is always the same but for the number of nodes and buffers, so it is written
/// forwards without a builder: the message at 16, the batch at 48, and then the two lists.
/// </summary>
internal static class RowsHeader
{
    private const int MessageTable = 16;
    private const int BatchTable = 48;
    private const int Nodes = 68;
    private const int FirstNode = Nodes + sizeof(int);
    private const int StructBytes = 16;
    private const short Version5 = 4;
    private const byte RecordBatch = 3;

    public static byte[] Create(long rows, RowsLayout layout)
    {
        var buffers = FirstNode + (layout.Nodes.Count * StructBytes) + sizeof(int);
        var firstBuffer = buffers + sizeof(int);
        var bytes = new byte[firstBuffer + (layout.Buffers.Count * StructBytes)];
        Int32(bytes, 0, MessageTable);

        // A table refers back to the list of its fields' offsets: version, type of header, header, length of the body.
        Int16s(bytes, 4, 12, 20, 16, 18, 4, 8);
        Int32(bytes, MessageTable, MessageTable - 4);
        Int32(bytes, MessageTable + 4, BatchTable - (MessageTable + 4));
        Int64(bytes, MessageTable + 8, layout.BodyLength);
        Int16s(bytes, MessageTable + 16, Version5);
        bytes[MessageTable + 18] = RecordBatch;

        // The batch: number of rows, nodes, buffers.
        Int16s(bytes, 36, 10, 20, 8, 4, 16);
        Int32(bytes, BatchTable, BatchTable - 36);
        Int32(bytes, BatchTable + 4, Nodes - (BatchTable + 4));
        Int64(bytes, BatchTable + 8, rows);
        Int32(bytes, BatchTable + 16, buffers - (BatchTable + 16));

        Int32(bytes, Nodes, layout.Nodes.Count);
        for (var index = 0; index < layout.Nodes.Count; index++)
        {
            Int64(bytes, FirstNode + (index * StructBytes), layout.Nodes[index].Length);
            Int64(bytes, FirstNode + (index * StructBytes) + 8, layout.Nodes[index].NullCount);
        }

        Int32(bytes, buffers, layout.Buffers.Count);
        var offset = 0L;
        for (var index = 0; index < layout.Buffers.Count; index++)
        {
            Int64(bytes, firstBuffer + (index * StructBytes), offset);
            Int64(bytes, firstBuffer + (index * StructBytes) + 8, layout.Buffers[index].Length);
            offset += RowsLayout.Padded(layout.Buffers[index].Length);
        }

        return bytes;
    }

    private static void Int16s(Span<byte> bytes, int at, params ReadOnlySpan<short> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes[(at + (index * 2))..], values[index]);
        }
    }

    private static void Int32(Span<byte> bytes, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes[at..], value);

    private static void Int64(Span<byte> bytes, int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(bytes[at..], value);
}
