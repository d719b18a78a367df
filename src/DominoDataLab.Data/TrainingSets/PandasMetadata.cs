using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace DominoDataLab.Data.TrainingSets;

/// <summary>The metadata from which pandas rebuilds a frame: its index, and the types of its columns.</summary>
internal static class PandasMetadata
{
    public const string Key = "pandas";

    /// <summary>Gets the names of the columns that hold the index.</summary>
    public static IReadOnlySet<string> IndexColumns(Schema schema)
    {
        if (schema.Metadata is null || !schema.Metadata.TryGetValue(Key, out var json))
        {
            return new HashSet<string>();
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.TryGetProperty("index_columns", out var columns) && columns.ValueKind == JsonValueKind.Array
                ? columns
                    .EnumerateArray()
                    .Where(column => column.ValueKind == JsonValueKind.String)
                    .Select(column => column.GetString()!)
                    .ToHashSet()
                : [];
        }
        catch (JsonException)
        {
            return new HashSet<string>();
        }
    }

    /// <summary>Describes a frame with a default index.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="batches">All rows, or null if they are not known beforehand.</param>
    public static string Describe(Schema schema, IReadOnlyList<RecordBatch>? batches)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            WriteIndex(json, batches);
            WriteColumnIndex(json, schema);
            json.WriteStartArray("columns");
            for (var i = 0; i < schema.FieldsList.Count; i++)
            {
                WriteColumn(json, schema.FieldsList[i], batches?.Select(batch => batch.Column(i)).ToList());
            }

            json.WriteEndArray();
            json.WriteStartObject("attributes");
            json.WriteEndObject();
            json.WriteStartObject("creator");
            json.WriteString("library", "DominoDataLab.Data");
            json.WriteString("version", typeof(PandasMetadata).Assembly.GetName().Version?.ToString(3));
            json.WriteEndObject();
            json.WriteString("pandas_version", "3.0.6");
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    // Without an index column, pandas makes a default index of the length of the frame.
    private static void WriteIndex(Utf8JsonWriter json, IReadOnlyList<RecordBatch>? batches)
    {
        json.WriteStartArray("index_columns");
        if (batches is not null)
        {
            json.WriteStartObject();
            json.WriteString("kind", "range");
            json.WriteNull("name");
            json.WriteNumber("start", 0);
            json.WriteNumber("stop", batches.Sum(batch => (long)batch.Length));
            json.WriteNumber("step", 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteColumnIndex(Utf8JsonWriter json, Schema schema)
    {
        var hasNames = schema.FieldsList.Count > 0;
        json.WriteStartArray("column_indexes");
        json.WriteStartObject();
        json.WriteNull("name");
        json.WriteNull("field_name");
        json.WriteString("pandas_type", hasNames ? "unicode" : "int64");
        json.WriteString("numpy_type", hasNames ? "str" : "int64");
        if (hasNames)
        {
            json.WriteStartObject("metadata");
            json.WriteString("encoding", "UTF-8");
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("metadata");
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteColumn(Utf8JsonWriter json, Field field, IReadOnlyList<IArrowArray>? arrays)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WriteString("field_name", field.Name);
        json.WriteString("pandas_type", PandasType(field.DataType));
        json.WriteString("numpy_type", NumpyType(field.DataType, arrays?.Any(array => array.NullCount > 0) == true));
        switch (field.DataType)
        {
            case TimestampType { Timezone: { Length: > 0 } zone }:
                json.WriteStartObject("metadata");
                json.WriteString("timezone", zone);
                json.WriteEndObject();
                break;
            case Decimal128Type number:
                WriteDecimal(json, number.Precision, number.Scale);
                break;
            case Decimal256Type number:
                WriteDecimal(json, number.Precision, number.Scale);
                break;
            case DictionaryType dictionary:
                json.WriteStartObject("metadata");
                json.WriteNumber("num_categories", arrays?.OfType<DictionaryArray>().LastOrDefault()?.Dictionary.Length ?? 0);
                json.WriteBoolean("ordered", dictionary.Ordered);
                json.WriteEndObject();
                break;
            default:
                json.WriteNull("metadata");
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteDecimal(Utf8JsonWriter json, int precision, int scale)
    {
        json.WriteStartObject("metadata");
        json.WriteNumber("precision", precision);
        json.WriteNumber("scale", scale);
        json.WriteEndObject();
    }

    private static string PandasType(IArrowType type) =>
        type switch
        {
            NumberType or BooleanType => NumpyType(type, false),
            StringType => "unicode",
            TimestampType { Timezone: { Length: > 0 } } => "datetimetz",
            TimestampType => "datetime",
            Date32Type or Date64Type => "date",
            TimeType => "time",
            Decimal128Type or Decimal256Type => "decimal",
            FixedSizeBinaryType or BinaryType => "bytes",
            DictionaryType => "categorical",
            ListType list => $"list[{PandasType(list.ValueDataType)}]",
            NullType => "empty",
            _ => "object",
        };

    // pandas has integers and booleans with nulls only as types of its own, whose names begin with a capital or are written out.
    private static string NumpyType(IArrowType type, bool hasNulls) =>
        type switch
        {
            BooleanType => hasNulls ? "boolean" : "bool",
            HalfFloatType => "float16",
            FloatType => "float32",
            DoubleType => "float64",
            UInt8Type or UInt16Type or UInt32Type or UInt64Type => (hasNulls ? "UInt" : "uint") + ((NumberType)type).BitWidth,
            NumberType { IsSigned: true } number => (hasNulls ? "Int" : "int") + number.BitWidth,
            StringType or LargeStringType or StringViewType => "str",
            TimestampType timestamp => $"datetime64[{Unit(timestamp.Unit)}]",
            DurationType duration => $"timedelta64[{Unit(duration.Unit)}]",
            DictionaryType dictionary => NumpyType(dictionary.IndexType, false),
            _ => "object",
        };

    private static string Unit(TimeUnit unit) =>
        unit switch
        {
            TimeUnit.Second => "s",
            TimeUnit.Millisecond => "ms",
            TimeUnit.Microsecond => "us",
            _ => "ns",
        };
}
