using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Arrays;

namespace DominoDataLab.Data.Arrow;

/// <summary>
/// Reads decimal numbers of every width. The library's own conversions round numbers of more than 28 digits and fail on negative scales.
/// A number that a .NET decimal cannot hold exactly is an error; its text has every digit.
/// </summary>
internal sealed class DecimalReader(Field field, int scale)
    : ArrayReader<FixedSizeBinaryArray, decimal>(field, (array, position) => ToDecimal(array.GetBytes(position), scale)),
        IValueReader<decimal?>
{
    private const int LargestScale = 28;
    private const int LongestText = 64;

    private static readonly UInt128 LargestMantissa = (UInt128.One << 96) - 1;

    decimal? IValueReader<decimal?>.Read(int row) => IsNull(row) ? null : ReadAt(Position(row));

    protected override void WriteTextAt(int position, IBufferWriter<byte> output)
    {
        var bytes = Array.GetBytes(position);
        if (TryRead(bytes, scale, out var value))
        {
            value.TryFormat(output.GetSpan(LongestText), out var written, default, CultureInfo.InvariantCulture);
            output.Advance(written);
        }
        else
        {
            Encoding.UTF8.GetBytes(Text(new BigInteger(bytes), scale), output);
        }
    }

    private static decimal ToDecimal(ReadOnlySpan<byte> bytes, int scale)
    {
        if (TryRead(bytes, scale, out var value))
        {
            return value;
        }

        // Zeros at the end count for nothing.
        var (number, digits) = (new BigInteger(bytes), scale);
        if (digits < 0)
        {
            return (decimal)(number * BigInteger.Pow(10, -digits));
        }

        while (digits > 0 && !number.IsZero && number % 10 == 0)
        {
            (number, digits) = (number / 10, digits - 1);
        }

        return digits <= LargestScale && BigInteger.Abs(number) <= LargestMantissa
            ? Create(number < 0, (UInt128)BigInteger.Abs(number), digits)
            : throw new OverflowException($"{Text(number, digits)} has more digits than a decimal holds. Read it as a string.");
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, int scale, out decimal value)
    {
        value = default;
        if (scale is < 0 or > LargestScale || bytes.Length > 16)
        {
            return false;
        }

        var number = bytes.Length switch
        {
            4 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            8 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt128LittleEndian(bytes),
        };
        var magnitude = (UInt128)(number < 0 ? -number : number);
        if (magnitude > LargestMantissa)
        {
            return false;
        }

        value = Create(number < 0, magnitude, scale);
        return true;
    }

    private static decimal Create(bool isNegative, UInt128 magnitude, int scale) =>
        new((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), isNegative, (byte)scale);

    private static string Text(BigInteger number, int scale)
    {
        if (scale <= 0)
        {
            return (number * BigInteger.Pow(10, -scale)).ToString(CultureInfo.InvariantCulture);
        }

        var digits = BigInteger.Abs(number).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(number < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}";
    }
}
