using Apache.Arrow;
using Apache.Arrow.Types;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>A table with a column of each type that data frames have columns for.</summary>
public static class FrameTable
{
    private static readonly (string Name, IArrowType Type, Func<int, object> Value)[] Columns =
    [
        ("int8", Int8Type.Default, n => (sbyte)n),
        ("int16", Int16Type.Default, n => (short)-n),
        ("int32", Int32Type.Default, n => n * 1000),
        ("int64", Int64Type.Default, n => -n * 1_000_000_000L),
        ("uint8", UInt8Type.Default, n => (byte)n),
        ("uint16", UInt16Type.Default, n => (ushort)n),
        ("uint32", UInt32Type.Default, n => uint.MaxValue - (uint)n),
        ("uint64", UInt64Type.Default, n => ulong.MaxValue - (ulong)n),
        ("half", HalfFloatType.Default, n => (Half)n),
        ("float", FloatType.Default, n => n / 4f),
        ("double", DoubleType.Default, n => n / 3.0),
        ("bool", BooleanType.Default, n => n % 3 == 0),
        ("date", Date32Type.Default, n => n),
        ("at_second", new TimestampType(TimeUnit.Second, (string?)null), n => 1_700_000_000L + n),
        ("at_milli", new TimestampType(TimeUnit.Millisecond, (string?)null), n => -1_700_000_000_123L * (n % 2)),
        ("at_utc", new TimestampType(TimeUnit.Microsecond, "UTC"), n => 1_700_000_000_123_456L + n),
        ("at_nano", new TimestampType(TimeUnit.Nanosecond, (string?)null), n => -1_700_000_000_123_456_789L + n),
        ("time", new Time64Type(TimeUnit.Microsecond), n => n * 1_000_003L),
        ("duration", DurationType.Millisecond, n => -n * 77L),
        ("text", StringType.Default, Text),
    ];

    public static Schema Schema { get; } =
        new([.. Columns.Select(column => new Field(column.Name, column.Type, nullable: true))], metadata: null);

    /// <summary>A batch in which every so many values are null.</summary>
    public static RecordBatch Batch(int length, int nullEvery) =>
        new(Schema, [.. Columns.Select((column, ordinal) => Array(column.Type, column.Value, length, nullEvery, ordinal))], length);

    /// <summary>A value as a data frame has it.</summary>
    public static object? InFrame(object value) =>
        value switch
        {
            DBNull => null,
            Half half => (float)half,
            DateOnly date => date.ToDateTime(TimeOnly.MinValue),
            DateTimeOffset time => time.UtcDateTime,
            TimeOnly time => time.ToTimeSpan(),
            _ => value,
        };

    // Empty, short, repeated, of several bytes for a character, and longer than what is kept for reuse.
    private static string Text(int n) =>
        (n % 5) switch
        {
            0 => "",
            1 => "Eimsbüttel",
            2 => $"row {n}",
            3 => new string('x', n % 40),
            _ => $"{n} is the number of a row with a long text, of which there are many",
        };

    private static IArrowArray Array(IArrowType type, Func<int, object> value, int length, int nullEvery, int shift)
    {
        object?[] values = [.. Enumerable.Range(0, length).Select(n => (n + shift) % nullEvery == nullEvery - 1 ? null : value(n))];
        return type switch
        {
            StringType => new StringArray.Builder().AppendRange(values.Cast<string?>()).Build(),
            BooleanType => values.Aggregate(new BooleanArray.Builder(), Append).Build(),
            _ => Fixed((FixedWidthType)type, values),
        };
    }

    private static BooleanArray.Builder Append(BooleanArray.Builder builder, object? value) =>
        value is bool flag ? builder.Append(flag) : builder.AppendNull();

    private static IArrowArray Fixed(FixedWidthType type, object?[] values)
    {
        using var bytes = new MemoryStream();
        var bits = new byte[(values.Length + 7) / 8];
        for (var row = 0; row < values.Length; row++)
        {
            bytes.Write(Bytes(values[row], type.BitWidth / 8));
            BitUtility.SetBit(bits, row, values[row] is not null);
        }

        var nulls = values.Count(value => value is null);
        return ArrowArrayFactory.BuildArray(
            new ArrayData(type, values.Length, nulls, 0, [new ArrowBuffer(bits), new ArrowBuffer(bytes.ToArray())])
        );
    }

    // What is under a null has no meaning, and is no valid time.
    private static byte[] Bytes(object? value, int width) =>
        value switch
        {
            null => Enumerable.Repeat((byte)0x7F, width).ToArray(),
            sbyte number => [(byte)number],
            byte number => [number],
            short number => BitConverter.GetBytes(number),
            ushort number => BitConverter.GetBytes(number),
            int number => BitConverter.GetBytes(number),
            uint number => BitConverter.GetBytes(number),
            ulong number => BitConverter.GetBytes(number),
            Half number => BitConverter.GetBytes(number),
            float number => BitConverter.GetBytes(number),
            double number => BitConverter.GetBytes(number),
            _ => BitConverter.GetBytes((long)value),
        };
}
