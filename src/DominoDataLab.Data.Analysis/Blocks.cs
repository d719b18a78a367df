using Apache.Arrow;
using Apache.Arrow.Types;
using DominoDataLab.Data.Arrow;

namespace DominoDataLab.Data.Analysis;

/// <summary>
/// Converts all values of an array at once and returns true, or returns false if they must be read one by one. The results for nulls are
/// undefined.
/// </summary>
internal delegate bool ReadBlock<T>(IArrowArray array, Span<T> values);

/// <summary>Conversions of whole arrays. Reading values one by one costs many times as much.</summary>
internal static class Blocks
{
    /// <summary>Copies values that Arrow stores as .NET does.</summary>
    public static bool Copy<T>(IArrowArray array, Span<T> values)
        where T : struct, IEquatable<T>
    {
        if (array is not PrimitiveArray<T> same)
        {
            return false;
        }

        same.Values.CopyTo(values);
        return true;
    }

    public static bool Booleans(IArrowArray array, Span<bool> values)
    {
        if (array is not BooleanArray bits)
        {
            return false;
        }

        var source = bits.Values;
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = BitUtility.GetBit(source, bits.Offset + row);
        }

        return true;
    }

    /// <summary>Converts timestamps. Nanoseconds must be rounded, and one that no DateTime can hold is an error of its row.</summary>
    public static bool Times(IArrowArray array, Span<DateTime> values)
    {
        if (array is not TimestampArray { Data.DataType: TimestampType type } timestamps || type.Unit is TimeUnit.Nanosecond)
        {
            return false;
        }

        var kind = string.IsNullOrEmpty(type.Timezone) ? DateTimeKind.Unspecified : DateTimeKind.Utc;
        var epoch = DateTime.UnixEpoch.Ticks;
        var ticks = TimeSpan.TicksPerSecond / TimeUnits.PerSecond(type.Unit);
        var (earliest, latest) = (-epoch / ticks, (DateTime.MaxValue.Ticks - epoch) / ticks);
        var source = timestamps.Values;
        for (var row = 0; row < values.Length; row++)
        {
            if (source[row] < earliest || source[row] > latest)
            {
                return false;
            }

            values[row] = new DateTime(epoch + (source[row] * ticks), kind);
        }

        return true;
    }

    /// <summary>Converts nothing, so that values are read one by one.</summary>
    public static bool None<T>(IArrowArray array, Span<T> values) => false;
}
