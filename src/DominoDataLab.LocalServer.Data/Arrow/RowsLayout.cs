using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace DominoDataLab.LocalServer.Data.Arrow;

/// <summary>The nodes and buffers of a message with rows: for each column and its children, depth first.</summary>
internal sealed class RowsLayout
{
    public List<(long Length, long NullCount)> Nodes { get; } = [];

    public List<RowsBuffer> Buffers { get; } = [];

    public long BodyLength { get; private set; }

    /// <summary>Each buffer starts at a multiple of 8.</summary>
    public static long Padded(long length) => (length + 7) & ~7L;

    /// <summary>Gets the bytes of an array and its children.</summary>
    public static long Size(ArrayData array) => array.Buffers.Sum(buffer => (long)buffer.Length) + (array.Children?.Sum(Size) ?? 0);

    /// <summary>true if columns of the type can be sent; otherwise, false.</summary>
    public static bool Supports(IArrowType type) =>
        type switch
        {
            NullType or BooleanType or StringType or BinaryType or LargeStringType or LargeBinaryType => true,
            ListType list => Supports(list.ValueDataType),
            LargeListType list => Supports(list.ValueDataType),
            FixedSizeListType list => Supports(list.ValueDataType),
            MapType map => Supports(map.KeyValueType),
            StructType @struct => @struct.Fields.All(field => Supports(field.DataType)),
            UnionType { Mode: UnionMode.Sparse } union => union.Fields.All(field => Supports(field.DataType)),
            // The dictionaries of an ENUM would have to be sent too.
            DictionaryType => false,
            FixedWidthType => true,
            _ => false,
        };

    /// <summary>Adds a column or a child, given its part in each batch.</summary>
    public void Add(IArrowType type, ArrayData[] parts)
    {
        var nullCount =
            type is NullType ? parts.Sum(part => (long)part.Length)
            : type is UnionType ? 0
            : parts.Sum(NullCount);
        Nodes.Add((parts.Sum(part => (long)part.Length), nullCount));
        if (type is NullType)
        {
            return;
        }

        if (type is not UnionType)
        {
            Add(nullCount == 0 ? RowsBuffer.Empty : new BitBuffer(parts, 0));
        }

        switch (type)
        {
            case BooleanType:
                Add(new BitBuffer(parts, 1));
                break;
            case StringType or BinaryType:
                Add(new OffsetBuffer(parts));
                Add(new ByteBuffer([.. parts.Select(part => Values(part, Range32(part)))]));
                break;
            case LargeStringType or LargeBinaryType:
                Add(new LargeOffsetBuffer(parts));
                Add(new ByteBuffer([.. parts.Select(part => Values(part, Range64(part)))]));
                break;
            case StructType @struct:
                AddFields(@struct.Fields, parts);
                break;
            case ListType or MapType:
                Add(new OffsetBuffer(parts));
                Add(((NestedType)type).Fields[0].DataType, [.. parts.Select(part => Child(part, 0, Range32(part)))]);
                break;
            case LargeListType list:
                Add(new LargeOffsetBuffer(parts));
                Add(list.ValueDataType, [.. parts.Select(part => Child(part, 0, Range64(part)))]);
                break;
            case FixedSizeListType list:
                var size = list.ListSize;
                Add(list.ValueDataType, [.. parts.Select(part => Child(part, 0, (part.Offset * size, part.Length * size)))]);
                break;
            case UnionType union:
                Add(new ByteBuffer([.. parts.Select(part => part.Buffers[0].Memory.Slice(part.Offset, part.Length))]));
                AddFields(union.Fields, parts);
                break;
            default:
                var width = ((FixedWidthType)type).BitWidth / 8;
                Add(new ByteBuffer([.. parts.Select(part => part.Buffers[1].Memory.Slice(part.Offset * width, part.Length * width))]));
                break;
        }
    }

    private void AddFields(IReadOnlyList<Field> fields, ArrayData[] parts)
    {
        for (var index = 0; index < fields.Count; index++)
        {
            var child = index;
            Add(fields[index].DataType, [.. parts.Select(part => Child(part, child, (part.Offset, part.Length)))]);
        }
    }

    private void Add(RowsBuffer buffer)
    {
        Buffers.Add(buffer);
        BodyLength += Padded(buffer.Length);
    }

    private static long NullCount(ArrayData part) =>
        part.Buffers[0].IsEmpty ? 0
        : part.NullCount >= 0 ? part.NullCount
        : part.Length - BitUtility.CountBits(part.Buffers[0].Span, part.Offset, part.Length);

    private static ReadOnlyMemory<byte> Values(ArrayData part, (int Start, int Length) range) =>
        range.Length == 0 ? default : part.Buffers[2].Memory.Slice(range.Start, range.Length);

    private static ArrayData Child(ArrayData part, int index, (int Start, int Length) range)
    {
        var child = part.Children[index];
        return child.Offset == 0 && range == (0, child.Length) ? child : child.Slice(range.Start, range.Length);
    }

    private static (int Start, int Length) Range32(ArrayData part)
    {
        if (part.Length == 0)
        {
            return default;
        }

        var offsets = MemoryMarshal.Cast<byte, int>(part.Buffers[1].Span).Slice(part.Offset, part.Length + 1);
        return (offsets[0], offsets[^1] - offsets[0]);
    }

    private static (int Start, int Length) Range64(ArrayData part)
    {
        if (part.Length == 0)
        {
            return default;
        }

        var offsets = MemoryMarshal.Cast<byte, long>(part.Buffers[1].Span).Slice(part.Offset, part.Length + 1);
        return checked(((int)offsets[0], (int)(offsets[^1] - offsets[0])));
    }
}
