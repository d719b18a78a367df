using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace DominoDataLab.Data.Arrow;

/// <summary>Writes a time of a unit as text, with every digit of the unit, and returns the number of bytes.</summary>
internal delegate int WriteTime(long value, TimeUnit unit, Span<byte> text);

/// <summary>
/// Reads times that are stored as 64-bit integers. The integer itself can be read as well: .NET counts in units of 100 ns, and a value in
/// nanoseconds is rounded down to them.
/// </summary>
internal sealed class TimeReader<TArray, T>(Field field, TimeUnit unit, Func<long, T> convert, WriteTime write)
    : ArrayReader<TArray, T>(field, (array, position) => convert(TimeUnits.ToTicks(array.Values[position], unit))),
        IValueReader<T?>,
        ICountReader
    where TArray : PrimitiveArray<long>
    where T : struct
{
    private const int LongestText = 64;

    T? IValueReader<T?>.Read(int row) => IsNull(row) ? null : ReadAt(Position(row));

    public long ReadCount(int row) => Array.Values[Position(row)];

    protected override void WriteTextAt(int position, IBufferWriter<byte> output) =>
        output.Advance(write(Array.Values[position], unit, output.GetSpan(LongestText)));
}

/// <summary>Counts in the units of Arrow.</summary>
internal static class TimeUnits
{
    private const int NanosecondsPerTick = 100;

    public static long ToTicks(long value, TimeUnit unit) =>
        unit is TimeUnit.Nanosecond
            ? Floor(value, NanosecondsPerTick).Quotient
            : checked(value * (TimeSpan.TicksPerSecond / PerSecond(unit)));

    public static long PerSecond(TimeUnit unit) =>
        unit switch
        {
            TimeUnit.Second => 1,
            TimeUnit.Millisecond => 1_000,
            TimeUnit.Microsecond => 1_000_000,
            _ => 1_000_000_000,
        };

    /// <summary>Divides towards negative infinity.</summary>
    public static (long Quotient, long Remainder) Floor(long value, long divisor)
    {
        var (quotient, remainder) = Math.DivRem(value, divisor);
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder);
    }
}

/// <summary>Builds the readers of dates, times of day, timestamps and durations.</summary>
internal static class TemporalReaders
{
    private static readonly long Epoch = DateTime.UnixEpoch.Ticks;

    public static ColumnReader Timestamp(Field field, TimestampType type) =>
        string.IsNullOrEmpty(type.Timezone)
            ? new TimeReader<TimestampArray, DateTime>(
                field,
                type.Unit,
                static ticks => new DateTime(checked(Epoch + ticks)),
                static (value, unit, text) => WriteTimestamp(value, unit, text, ""u8)
            )
            : new TimeReader<TimestampArray, DateTimeOffset>(
                field,
                type.Unit,
                static ticks => new DateTimeOffset(checked(Epoch + ticks), TimeSpan.Zero),
                static (value, unit, text) => WriteTimestamp(value, unit, text, "Z"u8)
            );

    public static ColumnReader Time64(Field field, Time64Type type) =>
        new TimeReader<Time64Array, TimeOnly>(field, type.Unit, static ticks => new TimeOnly(ticks), WriteTimeOfDay);

    public static ColumnReader Time32(Field field, Time32Type type) =>
        new ValueTypeReader<Time32Array, TimeOnly>(
            field,
            (array, position) => new TimeOnly(TimeUnits.ToTicks(array.Values[position], type.Unit)),
            type.Unit is TimeUnit.Second ? "HH:mm:ss" : "HH:mm:ss.fff"
        );

    public static ColumnReader Duration(Field field, DurationType type) =>
        new TimeReader<DurationArray, TimeSpan>(field, type.Unit, static ticks => new TimeSpan(ticks), WriteDuration);

    public static ColumnReader Date32(Field field) =>
        new ValueTypeReader<Date32Array, DateOnly>(field, static (array, position) => Date(array.Values[position]), "O");

    public static ColumnReader Date64(Field field) =>
        new ValueTypeReader<Date64Array, DateOnly>(
            field,
            static (array, position) => Date(TimeUnits.Floor(array.Values[position], 86_400_000).Quotient),
            "O"
        );

    private static DateOnly Date(long day) => DateOnly.FromDateTime(new DateTime(checked(Epoch + (day * TimeSpan.TicksPerDay))));

    private static int WriteTimestamp(long value, TimeUnit unit, Span<byte> text, ReadOnlySpan<byte> zone)
    {
        var (seconds, fraction) = TimeUnits.Floor(value, TimeUnits.PerSecond(unit));
        var time = new DateTime(checked(Epoch + (seconds * TimeSpan.TicksPerSecond)));
        time.TryFormat(text, out var length, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        length += WriteFraction(fraction, unit, text[length..]);
        zone.CopyTo(text[length..]);
        return length + zone.Length;
    }

    private static int WriteTimeOfDay(long value, TimeUnit unit, Span<byte> text)
    {
        var (seconds, fraction) = TimeUnits.Floor(value, TimeUnits.PerSecond(unit));
        new TimeOnly(checked(seconds * TimeSpan.TicksPerSecond)).TryFormat(text, out var length, "HH:mm:ss", CultureInfo.InvariantCulture);
        return length + WriteFraction(fraction, unit, text[length..]);
    }

    private static int WriteDuration(long value, TimeUnit unit, Span<byte> text)
    {
        var (seconds, fraction) = Math.DivRem(value, TimeUnits.PerSecond(unit));
        var sign = value < 0 ? "-" : "";
        var (days, rest) = Math.DivRem(Math.Abs(seconds), 86_400);
        Utf8.TryWrite(
            text,
            CultureInfo.InvariantCulture,
            $"{sign}{days}.{rest / 3600:D2}:{rest / 60 % 60:D2}:{rest % 60:D2}",
            out var length
        );
        return length + WriteFraction(Math.Abs(fraction), unit, text[length..]);
    }

    private static int WriteFraction(long fraction, TimeUnit unit, Span<byte> text)
    {
        var length = 0;
        _ = unit switch
        {
            TimeUnit.Second => true,
            TimeUnit.Millisecond => Utf8.TryWrite(text, CultureInfo.InvariantCulture, $".{fraction:D3}", out length),
            TimeUnit.Microsecond => Utf8.TryWrite(text, CultureInfo.InvariantCulture, $".{fraction:D6}", out length),
            _ => Utf8.TryWrite(text, CultureInfo.InvariantCulture, $".{fraction:D9}", out length),
        };
        return length;
    }
}
