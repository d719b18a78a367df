using Apache.Arrow;
using Apache.Arrow.Types;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>A column of a small frame.</summary>
/// <param name="Name">The name.</param>
/// <param name="Values">The values.</param>
public sealed record TrainingColumn(string Name, IArrowArray Values)
{
    private static readonly TimestampType Local = new(TimeUnit.Microsecond, (string?)null);
    private static readonly TimestampType Utc = new(TimeUnit.Microsecond, "UTC");

    /// <summary>Makes a column from values.</summary>
    /// <remarks><see cref="DateTime"/> becomes a timestamp of microseconds without time zone, <see cref="DateTimeOffset"/> one in UTC,
    /// <see cref="string"/> a large string, as pandas 3 writes it. For other types, make an Arrow array.</remarks>
    /// <typeparam name="T">One of <see cref="bool"/>, the integers, <see cref="float"/>, <see cref="double"/>, <see cref="string"/>,
    /// <see cref="DateTime"/>, <see cref="DateTimeOffset"/>, <see cref="DateOnly"/>, or one of these that may be null.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="ArgumentException">The type is not one of these.</exception>
    public static TrainingColumn Create<T>(string name, IEnumerable<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(
            name,
            values switch
            {
                IEnumerable<string?> texts => Texts(texts),
                IEnumerable<double> v => new DoubleArray.Builder().AppendRange(v).Build(),
                IEnumerable<long> v => new Int64Array.Builder().AppendRange(v).Build(),
                IEnumerable<int> v => new Int32Array.Builder().AppendRange(v).Build(),
                IEnumerable<bool> v => new BooleanArray.Builder().AppendRange(v).Build(),
                IEnumerable<float> v => new FloatArray.Builder().AppendRange(v).Build(),
                IEnumerable<short> v => new Int16Array.Builder().AppendRange(v).Build(),
                IEnumerable<byte> v => new UInt8Array.Builder().AppendRange(v).Build(),
                IEnumerable<DateOnly> v => new Date32Array.Builder().AppendRange(v).Build(),
                IEnumerable<DateTime> v => Timestamps(v.Select(time => (DateTime?)time), Local),
                IEnumerable<DateTimeOffset> v => Timestamps(v.Select(time => (DateTime?)time.UtcDateTime), Utc),
                IEnumerable<double?> v => Append(v, new DoubleArray.Builder(), (b, x) => b.Append(x), b => b.AppendNull()).Build(),
                IEnumerable<long?> v => Append(v, new Int64Array.Builder(), (b, x) => b.Append(x), b => b.AppendNull()).Build(),
                IEnumerable<int?> v => Append(v, new Int32Array.Builder(), (b, x) => b.Append(x), b => b.AppendNull()).Build(),
                IEnumerable<bool?> v => Append(v, new BooleanArray.Builder(), (b, x) => b.Append(x), b => b.AppendNull()).Build(),
                IEnumerable<float?> v => Append(v, new FloatArray.Builder(), (b, x) => b.Append(x), b => b.AppendNull()).Build(),
                IEnumerable<short?> v => Append(v, new Int16Array.Builder(), (b, x) => b.Append(x), b => b.AppendNull()).Build(),
                IEnumerable<byte?> v => Append(v, new UInt8Array.Builder(), (b, x) => b.Append(x), b => b.AppendNull()).Build(),
                IEnumerable<DateOnly?> v => Append(v, new Date32Array.Builder(), (b, x) => b.Append(x), b => b.AppendNull()).Build(),
                IEnumerable<DateTime?> v => Timestamps(v, Local),
                IEnumerable<DateTimeOffset?> v => Timestamps(v.Select(time => time?.UtcDateTime), Utc),
                _ => throw new ArgumentException(
                    $"A column of {typeof(T).Name} can't be made. Use numbers, bool, string, DateTime, DateTimeOffset or DateOnly, or an "
                        + $"Arrow array.",
                    nameof(values)
                ),
            }
        );
    }

    private static TBuilder Append<T, TBuilder>(
        IEnumerable<T?> values,
        TBuilder builder,
        Action<TBuilder, T> append,
        Action<TBuilder> appendNull
    )
        where T : struct
    {
        foreach (var value in values)
        {
            if (value is { } present)
            {
                append(builder, present);
            }
            else
            {
                appendNull(builder);
            }
        }

        return builder;
    }

    // The builder of timestamps converts local times; the values are taken as they are.
    private static TimestampArray Timestamps(IEnumerable<DateTime?> values, TimestampType type)
    {
        var microseconds = Append(
                values.Select(time => (time - DateTime.UnixEpoch)?.Ticks / TimeSpan.TicksPerMicrosecond),
                new Int64Array.Builder(),
                (builder, value) => builder.Append(value),
                builder => builder.AppendNull()
            )
            .Build()
            .Data;
        return new TimestampArray(new ArrayData(type, microseconds.Length, microseconds.NullCount, 0, microseconds.Buffers));
    }

    private static LargeStringArray Texts(IEnumerable<string?> texts)
    {
        using var bytes = new MemoryStream();
        var offsets = new ArrowBuffer.Builder<long>();
        var valid = new ArrowBuffer.BitmapBuilder();
        offsets.Append(0);
        foreach (var text in texts)
        {
            bytes.Write(System.Text.Encoding.UTF8.GetBytes(text ?? ""));
            offsets.Append(bytes.Length);
            valid.Append(text is not null);
        }

        return new LargeStringArray(
            valid.Length,
            offsets.Build(),
            new ArrowBuffer(bytes.ToArray()),
            valid.UnsetBitCount > 0 ? valid.Build() : ArrowBuffer.Empty,
            valid.UnsetBitCount
        );
    }
}
