using Apache.Arrow;
using Apache.Arrow.Types;

namespace DominoDataLab.LocalServer.Data.Sql.Rows;

/// <summary>The columns for rows of one kind, by type.</summary>
internal static class RowColumns<TRow>
{
    public static RowColumn<TRow> Boolean(Func<TRow, int, bool> read) =>
        new RowColumn<TRow, BooleanArray, BooleanArray.Builder>(
            BooleanType.Default,
            () => new(),
            (builder, row, ordinal) => builder.Append(read(row, ordinal))
        );

    public static RowColumn<TRow> Int16(Func<TRow, int, short> read) =>
        new RowColumn<TRow, Int16Array, Int16Array.Builder>(
            Int16Type.Default,
            () => new(),
            (builder, row, ordinal) => builder.Append(read(row, ordinal))
        );

    /// <summary>A column of 32 bits: numbers, or another type that is stored as they are.</summary>
    public static RowColumn<TRow> Int32(Func<TRow, int, int> read, IArrowType? type = null) =>
        new RowColumn<TRow, Int32Array, Int32Array.Builder>(
            type ?? Int32Type.Default,
            () => new(),
            (builder, row, ordinal) => builder.Append(read(row, ordinal))
        );

    /// <summary>A column of 64 bits: numbers, or another type that is stored as they are.</summary>
    public static RowColumn<TRow> Int64(Func<TRow, int, long> read, IArrowType? type = null) =>
        new RowColumn<TRow, Int64Array, Int64Array.Builder>(
            type ?? Int64Type.Default,
            () => new(),
            (builder, row, ordinal) => builder.Append(read(row, ordinal))
        );

    public static RowColumn<TRow> UInt64(Func<TRow, int, ulong> read) =>
        new RowColumn<TRow, UInt64Array, UInt64Array.Builder>(
            UInt64Type.Default,
            () => new(),
            (builder, row, ordinal) => builder.Append(read(row, ordinal))
        );

    public static RowColumn<TRow> Float(Func<TRow, int, float> read) =>
        new RowColumn<TRow, FloatArray, FloatArray.Builder>(
            FloatType.Default,
            () => new(),
            (builder, row, ordinal) => builder.Append(read(row, ordinal))
        );

    public static RowColumn<TRow> Double(Func<TRow, int, double> read) =>
        new RowColumn<TRow, DoubleArray, DoubleArray.Builder>(
            DoubleType.Default,
            () => new(),
            (builder, row, ordinal) => builder.Append(read(row, ordinal))
        );

    public static RowColumn<TRow> Decimal(int precision, int scale, Func<TRow, int, decimal> read)
    {
        var type = new Decimal128Type(precision, scale);
        return new RowColumn<TRow, Decimal128Array, Decimal128Array.Builder>(
            type,
            () => new(type),
            (builder, row, ordinal) => builder.Append(read(row, ordinal))
        );
    }

    public static RowColumn<TRow> String(Func<TRow, int, string> read) =>
        new RowColumn<TRow, StringArray, StringArray.Builder>(
            StringType.Default,
            () => new(),
            (builder, row, ordinal) => builder.Append(read(row, ordinal))
        );

    public static RowColumn<TRow> Binary(Func<TRow, int, byte[]> read) =>
        new RowColumn<TRow, BinaryArray, BinaryArray.Builder>(
            BinaryType.Default,
            () => new(),
            (builder, row, ordinal) => builder.Append(read(row, ordinal).AsSpan())
        );

    /// <summary>A day, as days since 1970.</summary>
    public static RowColumn<TRow> Date(Func<TRow, int, int> read) => Int32(read, Date32Type.Default);

    /// <summary>A time of the day, in microseconds.</summary>
    public static RowColumn<TRow> Time(Func<TRow, int, long> read) => Int64(read, new Time64Type(TimeUnit.Microsecond));

    /// <summary>A time, in microseconds since 1970; with a time zone, it is a point in time.</summary>
    public static RowColumn<TRow> Timestamp(string? timezone, Func<TRow, int, long> read) =>
        Int64(read, new TimestampType(TimeUnit.Microsecond, timezone));
}
