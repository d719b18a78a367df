using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using DuckDB.NET.Native;

namespace DominoDataLab.LocalServer.Data.Sql.DuckDb;

/// <summary>Gets the buffers with the values of a column, without the bits that tell which are null.</summary>
internal delegate ArrowBuffer[] ReadValues(DuckDbVector vector, ChunkMemory memory);

/// <summary>
/// Reads columns of DuckDB's flat types as Arrow arrays. Most of them have the same bytes in both.
/// </summary>
internal static unsafe class VectorReader
{
    /// <summary>Gets the reader for a column; null if DuckDB must convert its type.</summary>
    public static ReadValues? Find(IArrowType type, DuckDBLogicalType source) =>
        (NativeMethods.LogicalType.DuckDBGetTypeId(source), type) switch
        {
            (DuckDBType.Boolean, BooleanType) => Booleans,
            (DuckDBType.TinyInt, Int8Type) or (DuckDBType.UnsignedTinyInt, UInt8Type) => Fixed(sizeof(byte)),
            (DuckDBType.SmallInt, Int16Type) or (DuckDBType.UnsignedSmallInt, UInt16Type) => Fixed(sizeof(short)),
            (DuckDBType.Integer, Int32Type) or (DuckDBType.UnsignedInteger, UInt32Type) => Fixed(sizeof(int)),
            (DuckDBType.BigInt, Int64Type) or (DuckDBType.UnsignedBigInt, UInt64Type) => Fixed(sizeof(long)),
            (DuckDBType.Float, FloatType) or (DuckDBType.Date, Date32Type) => Fixed(sizeof(int)),
            (DuckDBType.Double, DoubleType) or (DuckDBType.Time, Time64Type { Unit: TimeUnit.Microsecond }) => Fixed(sizeof(long)),
            (DuckDBType.TimestampS, TimestampType { Unit: TimeUnit.Second }) => Fixed(sizeof(long)),
            (DuckDBType.TimestampMs, TimestampType { Unit: TimeUnit.Millisecond }) => Fixed(sizeof(long)),
            (DuckDBType.Timestamp or DuckDBType.TimestampTz, TimestampType { Unit: TimeUnit.Microsecond }) => Fixed(sizeof(long)),
            (DuckDBType.TimestampNs, TimestampType { Unit: TimeUnit.Nanosecond }) => Fixed(sizeof(long)),
            (DuckDBType.HugeInt, Decimal128Type) => Fixed(sizeof(Int128)),
            (DuckDBType.Decimal, Decimal128Type) => Decimals(NativeMethods.LogicalType.DuckDBDecimalInternalType(source)),
            (DuckDBType.Varchar, StringType) or (DuckDBType.Blob, BinaryType) => Strings,
            _ => null,
        };

    private static ReadValues Fixed(int width) => (vector, memory) => [Copy(vector.Data, vector.Length * width, memory)];

    public static ArrowBuffer Copy(void* start, int length, ChunkMemory memory)
    {
        var bytes = memory.Take(length);
        new ReadOnlySpan<byte>(start, length).CopyTo(bytes.Span);
        return new ArrowBuffer(bytes);
    }

    private static ReadValues? Decimals(DuckDBType source) =>
        source switch
        {
            DuckDBType.SmallInt => Decimals<short>,
            DuckDBType.Integer => Decimals<int>,
            DuckDBType.BigInt => Decimals<long>,
            DuckDBType.HugeInt => Fixed(sizeof(Int128)),
            _ => null,
        };

    private static ArrowBuffer[] Decimals<T>(DuckDbVector vector, ChunkMemory memory)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var size = vector.Length * sizeof(Int128);
        var bytes = memory.Take(size);
        var target = MemoryMarshal.Cast<byte, Int128>(bytes.Span);
        var source = new ReadOnlySpan<T>(vector.Data, vector.Length);
        for (var row = 0; row < source.Length; row++)
        {
            target[row] = Int128.CreateTruncating(source[row]);
        }

        return [new ArrowBuffer(bytes)];
    }

    private static ArrowBuffer[] Booleans(DuckDbVector vector, ChunkMemory memory)
    {
        var size = (vector.Length + 7) / 8;
        var bytes = memory.Take(size);
        var bits = bytes.Span;
        bits.Clear();
        var source = new ReadOnlySpan<byte>(vector.Data, vector.Length);
        for (var row = 0; row < source.Length; row++)
        {
            bits[row / 8] |= (byte)((source[row] & 1) << (row % 8));
        }

        return [new ArrowBuffer(bytes)];
    }

    private static ArrowBuffer[] Strings(DuckDbVector vector, ChunkMemory memory)
    {
        var strings = (DuckDbString*)vector.Data;
        var size = 0L;
        for (var row = 0; row < vector.Length; row++)
        {
            size += vector.IsValid(row) ? strings[row].Length : 0;
        }

        if (size > System.Array.MaxLength - DuckDbString.InlineBytes)
        {
            throw QueryException.Invalid($"A column has more than 2 GiB in {vector.Length} rows. Ask for shorter values.");
        }

        var offsetBytes = (vector.Length + 1) * sizeof(int);
        var (offsets, values) = (memory.Take(offsetBytes), memory.Take((int)size + DuckDbString.InlineBytes));
        fixed (byte* start = values.Span)
        {
            var ends = MemoryMarshal.Cast<byte, int>(offsets.Span);
            var end = ends[0] = 0;
            for (var row = 0; row < vector.Length; row++)
            {
                if (vector.IsValid(row))
                {
                    end += strings[row].CopyTo(start + end);
                }

                ends[row + 1] = end;
            }
        }

        return [new ArrowBuffer(offsets), new ArrowBuffer(values[..(int)size])];
    }
}

/// <summary>A column of a chunk: its values, and a bit for each that is not null, if there are nulls.</summary>
internal readonly unsafe struct DuckDbVector(nint vector, int length)
{
    private readonly ulong* _validity = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);

    public void* Data { get; } = NativeMethods.Vectors.DuckDBVectorGetData(vector);

    public int Length => length;

    public bool IsValid(int row) => _validity is null || (_validity[row / 64] & (1UL << (row % 64))) != 0;

    public ArrayData ToArray(IArrowType type, ReadValues read, ChunkMemory memory)
    {
        var bits = _validity is null ? ArrowBuffer.Empty : VectorReader.Copy(_validity, (length + 7) / 8, memory);
        var nulls = _validity is null ? 0 : length - BitUtility.CountBits(bits.Span, 0, length);
        return new ArrayData(type, length, nulls, 0, [bits, .. read(this, memory)]);
    }
}

/// <summary>A string or binary value of DuckDB. Up to 12 bytes are in the structure, and more are elsewhere.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal readonly unsafe struct DuckDbString
{
    public const int InlineBytes = 12;

    [FieldOffset(0)]
    public readonly uint Length;

    [FieldOffset(4)]
    private readonly ulong _inlineStart;

    [FieldOffset(12)]
    private readonly uint _inlineEnd;

    [FieldOffset(8)]
    private readonly byte* _pointer;

    /// <summary>Copies the bytes and returns their number. A short string writes all 12 bytes of the structure.</summary>
    public int CopyTo(byte* target)
    {
        if (Length <= InlineBytes)
        {
            Unsafe.WriteUnaligned(target, _inlineStart);
            Unsafe.WriteUnaligned(target + sizeof(ulong), _inlineEnd);
        }
        else
        {
            Buffer.MemoryCopy(_pointer, target, Length, Length);
        }

        return (int)Length;
    }
}
