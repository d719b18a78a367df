using Apache.Arrow;
using DominoDataLab.Data.Arrow;
using Microsoft.Data.Analysis;

namespace DominoDataLab.Data.Analysis;

/// <summary>Chooses the data frame's column for each column of a result.</summary>
internal static class FrameColumns
{
    // The number of rows is known at the end only. Until then, the columns together reserve this share of the available memory.
    private const long LargestReserve = 1L << 30;
    private const int ReservedShare = 16;

    public static FrameColumn[] Create(Schema schema)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var readers = ColumnReaders.Create(schema);
        var reserve =
            Math.Min(LargestReserve, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ReservedShare) / Math.Max(1, readers.Length);
        return [.. readers.Select(reader => Create(reader, Unique(reader.Field.Name, names), reserve))];
    }

    private static FrameColumn Create(ColumnReader reader, string name, long reserve)
    {
        var type = reader.ValueType;
        return Integer(reader, name, reserve)
            ?? (
                type == typeof(float) || type == typeof(Half)
                    ? new ValueColumn<float>(
                        reader,
                        reserve,
                        Blocks.Copy,
                        (v, bits, n, nulls) => new SingleDataFrameColumn(name, v, bits, n, nulls)
                    )
                : type == typeof(double)
                    ? new ValueColumn<double>(
                        reader,
                        reserve,
                        Blocks.Copy,
                        (v, bits, n, nulls) => new DoubleDataFrameColumn(name, v, bits, n, nulls)
                    )
                : type == typeof(decimal)
                    ? new ValueColumn<decimal>(
                        reader,
                        reserve,
                        Blocks.None,
                        (v, bits, n, nulls) => new DecimalDataFrameColumn(name, v, bits, n, nulls)
                    )
                : type == typeof(bool)
                    ? new ValueColumn<bool>(
                        reader,
                        reserve,
                        Blocks.Booleans,
                        (v, bits, n, nulls) => new BooleanDataFrameColumn(name, v, bits, n, nulls)
                    )
                : type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly)
                    ? new ValueColumn<DateTime>(
                        reader,
                        reserve,
                        Blocks.Times,
                        (v, bits, n, nulls) => new DateTimeDataFrameColumn(name, v, bits, n, nulls)
                    )
                : type == typeof(TimeOnly) || type == typeof(TimeSpan)
                    ? new ValueColumn<TimeSpan>(
                        reader,
                        reserve,
                        Blocks.None,
                        (v, bits, n, nulls) => new PrimitiveDataFrameColumn<TimeSpan>(name, v, bits, n, nulls)
                    )
                : new TextColumn(reader, name)
            );
    }

    private static FrameColumn? Integer(ColumnReader reader, string name, long reserve) =>
        Type.GetTypeCode(reader.ValueType) switch
        {
            TypeCode.SByte => new ValueColumn<sbyte>(
                reader,
                reserve,
                Blocks.Copy,
                (v, bits, n, nulls) => new SByteDataFrameColumn(name, v, bits, n, nulls)
            ),
            TypeCode.Byte => new ValueColumn<byte>(
                reader,
                reserve,
                Blocks.Copy,
                (v, bits, n, nulls) => new ByteDataFrameColumn(name, v, bits, n, nulls)
            ),
            TypeCode.Int16 => new ValueColumn<short>(
                reader,
                reserve,
                Blocks.Copy,
                (v, bits, n, nulls) => new Int16DataFrameColumn(name, v, bits, n, nulls)
            ),
            TypeCode.UInt16 => new ValueColumn<ushort>(
                reader,
                reserve,
                Blocks.Copy,
                (v, bits, n, nulls) => new UInt16DataFrameColumn(name, v, bits, n, nulls)
            ),
            TypeCode.Int32 => new ValueColumn<int>(
                reader,
                reserve,
                Blocks.Copy,
                (v, bits, n, nulls) => new Int32DataFrameColumn(name, v, bits, n, nulls)
            ),
            TypeCode.UInt32 => new ValueColumn<uint>(
                reader,
                reserve,
                Blocks.Copy,
                (v, bits, n, nulls) => new UInt32DataFrameColumn(name, v, bits, n, nulls)
            ),
            TypeCode.Int64 => new ValueColumn<long>(
                reader,
                reserve,
                Blocks.Copy,
                (v, bits, n, nulls) => new Int64DataFrameColumn(name, v, bits, n, nulls)
            ),
            TypeCode.UInt64 => new ValueColumn<ulong>(
                reader,
                reserve,
                Blocks.Copy,
                (v, bits, n, nulls) => new UInt64DataFrameColumn(name, v, bits, n, nulls)
            ),
            _ => null,
        };

    // A data frame's columns have unique names, whatever their case.
    private static string Unique(string name, HashSet<string> names)
    {
        var unique = name;
        for (var number = 2; !names.Add(unique); number++)
        {
            unique = $"{name} ({number})";
        }

        return unique;
    }
}
