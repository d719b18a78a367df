using Apache.Arrow;
using DominoDataLab.Data.Arrow;
using Microsoft.Data.Analysis;

namespace DominoDataLab.Data.Analysis;

/// <summary>Chooses the data frame's column for each column of a result.</summary>
internal static class FrameColumns
{
    public static FrameColumn[] Create(Schema schema)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. ColumnReaders.Create(schema).Select(reader => Create(reader, Unique(reader.Field.Name, names)))];
    }

    private static FrameColumn Create(ColumnReader reader, string name)
    {
        var type = reader.ValueType;
        return Integer(reader, name, type)
            ?? (
                type == typeof(float) || type == typeof(Half)
                    ? new ValueColumn<float>(
                        reader,
                        (values, bits, length, nulls) => new SingleDataFrameColumn(name, values, bits, length, nulls)
                    )
                : type == typeof(double)
                    ? new ValueColumn<double>(
                        reader,
                        (values, bits, length, nulls) => new DoubleDataFrameColumn(name, values, bits, length, nulls)
                    )
                : type == typeof(decimal)
                    ? new ValueColumn<decimal>(
                        reader,
                        (values, bits, length, nulls) => new DecimalDataFrameColumn(name, values, bits, length, nulls)
                    )
                : type == typeof(bool)
                    ? new ValueColumn<bool>(
                        reader,
                        (values, bits, length, nulls) => new BooleanDataFrameColumn(name, values, bits, length, nulls)
                    )
                : type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly)
                    ? new ValueColumn<DateTime>(
                        reader,
                        (values, bits, length, nulls) => new DateTimeDataFrameColumn(name, values, bits, length, nulls)
                    )
                : type == typeof(TimeOnly) || type == typeof(TimeSpan)
                    ? new ValueColumn<TimeSpan>(
                        reader,
                        (values, bits, length, nulls) => new PrimitiveDataFrameColumn<TimeSpan>(name, values, bits, length, nulls)
                    )
                : new TextColumn(reader, name)
            );
    }

    private static FrameColumn? Integer(ColumnReader reader, string name, Type type) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.SByte => new ValueColumn<sbyte>(
                reader,
                (values, bits, length, nulls) => new SByteDataFrameColumn(name, values, bits, length, nulls)
            ),
            TypeCode.Byte => new ValueColumn<byte>(
                reader,
                (values, bits, length, nulls) => new ByteDataFrameColumn(name, values, bits, length, nulls)
            ),
            TypeCode.Int16 => new ValueColumn<short>(
                reader,
                (values, bits, length, nulls) => new Int16DataFrameColumn(name, values, bits, length, nulls)
            ),
            TypeCode.UInt16 => new ValueColumn<ushort>(
                reader,
                (values, bits, length, nulls) => new UInt16DataFrameColumn(name, values, bits, length, nulls)
            ),
            TypeCode.Int32 => new ValueColumn<int>(
                reader,
                (values, bits, length, nulls) => new Int32DataFrameColumn(name, values, bits, length, nulls)
            ),
            TypeCode.UInt32 => new ValueColumn<uint>(
                reader,
                (values, bits, length, nulls) => new UInt32DataFrameColumn(name, values, bits, length, nulls)
            ),
            TypeCode.Int64 => new ValueColumn<long>(
                reader,
                (values, bits, length, nulls) => new Int64DataFrameColumn(name, values, bits, length, nulls)
            ),
            TypeCode.UInt64 => new ValueColumn<ulong>(
                reader,
                (values, bits, length, nulls) => new UInt64DataFrameColumn(name, values, bits, length, nulls)
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
