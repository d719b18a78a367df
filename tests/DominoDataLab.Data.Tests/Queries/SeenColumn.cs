using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using DominoDataLab.Data.Arrow;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>The values that arrived for a column, to be held against an entry of the files' index.</summary>
internal sealed class SeenColumn(Field field)
{
    private readonly ColumnReader _reader = ColumnReaders.Create(field);
    private readonly List<object?> _values = [];

    public void Add(IArrowArray array, int length)
    {
        Assert.Equal(length, array.Length);
        _reader.Bind(array);
        for (var row = 0; row < length; row++)
        {
            _values.Add(_reader.IsNull(row) ? null : Value(row));
        }
    }

    public void Check(JsonElement column)
    {
        if (column.TryGetProperty("metadata", out var metadata))
        {
            Assert.All(metadata.EnumerateObject(), entry => Assert.Equal(entry.Value.GetString(), field.Metadata[entry.Name]));
        }

        if (column.TryGetProperty("values", out var values))
        {
            Assert.Equal(values.GetArrayLength(), _values.Count);
            Assert.All(values.EnumerateArray().Zip(_values), pair => CheckValue(pair.First, pair.Second));
            return;
        }

        Assert.Equal(column.GetProperty("nulls").GetInt32(), _values.Count(value => value is null));
        var checksum = column.GetProperty("checksum");
        if (checksum.TryGetProperty("sum", out var sum))
        {
            Assert.Equal(
                sum.GetDouble(),
                _values.Where(value => value is not null).Sum(value => Convert.ToDouble(value, CultureInfo.InvariantCulture))
            );
        }
        else
        {
            var text = string.Concat(_values.OfType<string>().Select(value => value + "\n"));
            Assert.Equal(
                checksum.GetProperty("sha256").GetString(),
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))
            );
        }
    }

    // The index has the raw integers of times, and the text of decimals.
    private object Value(int row) =>
        ColumnReaders.StorageType(field.DataType) switch
        {
            TimestampType or Time64Type or DurationType => _reader.Get<long>(row),
            Decimal256Type or Decimal128Type or Decimal64Type or Decimal32Type => new DecimalText(_reader.Get<string>(row)),
            Date64Type => Days(_reader.Get<DateOnly>(row)) * 86_400_000L,
            Time32Type time => _reader.Get<TimeOnly>(row).Ticks
                / (time.Unit is TimeUnit.Second ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond),
            _ => _reader.GetValue(row),
        };

    private static void CheckValue(JsonElement expected, object? actual)
    {
        switch (actual)
        {
            case null:
                Assert.Equal(JsonValueKind.Null, expected.ValueKind);
                break;
            case bool flag:
                Assert.Equal(expected.GetBoolean(), flag);
                break;
            case string text:
                Assert.Equal(Text(expected), text);
                break;
            case DecimalText(var text):
                Assert.Equal(expected.GetString(), text);
                break;
            case byte[] bytes:
                Assert.Equal(expected.GetProperty("hex").GetString(), Convert.ToHexStringLower(bytes));
                break;
            case Guid guid:
                Assert.Equal(expected.GetProperty("hex").GetString(), Convert.ToHexStringLower(guid.ToByteArray(bigEndian: true)));
                break;
            case DateOnly date:
                Assert.Equal(expected.GetInt64(), Days(date));
                break;
            case Half or float or double:
                Assert.Equal(Number(expected), actual is Half half ? (double)half : Convert.ToDouble(actual, CultureInfo.InvariantCulture));
                break;
            case IReadOnlyDictionary<string, object?> members:
                Assert.Equal(expected.EnumerateObject().Select(member => member.Name), members.Keys);
                Assert.All(expected.EnumerateObject(), member => CheckValue(member.Value, members[member.Name]));
                break;
            case KeyValuePair<object, object?>[] pairs:
                CheckValue(expected, pairs.Select(pair => (object?)new[] { pair.Key, pair.Value }).ToArray());
                break;
            case object?[] items:
                Assert.Equal(expected.GetArrayLength(), items.Length);
                Assert.All(expected.EnumerateArray().Zip(items), pair => CheckValue(pair.First, pair.Second));
                break;
            default:
                Assert.Equal(expected.ToString(), Convert.ToString(actual, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static int Days(DateOnly date) => date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private static string Text(JsonElement expected) =>
        expected.ValueKind is JsonValueKind.Object
            ? new string(expected.GetProperty("char").GetString()![0], expected.GetProperty("repeated").GetInt32())
            : expected.GetString()!;

    private static double Number(JsonElement expected) =>
        expected.ToString() switch
        {
            "nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => expected.GetDouble(),
        };

    private sealed record DecimalText(string Text);
}
