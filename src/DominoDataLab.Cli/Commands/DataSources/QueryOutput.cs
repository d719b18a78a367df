using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DominoDataLab.Cli.Output;
using DominoDataLab.Data.Queries;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary>Writes the rows of a query: a table for people, a JSON object on each line for programs.</summary>
internal static class QueryOutput
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteTableAsync(CommandContext context, QueryResult result, int limit)
    {
        await using var reader = result.OpenReader();
        var rows = new List<string?[]>();
        var hasMore = false;
        while (await reader.ReadAsync(context.CancellationToken))
        {
            if (rows.Count == limit)
            {
                hasMore = true;
                break;
            }

            rows.Add([
                .. Enumerable
                    .Range(0, reader.FieldCount)
                    .Select(ordinal => reader.IsDBNull(ordinal) ? null : Text(reader.GetValue(ordinal))),
            ]);
        }

        Column<string?[]>[] columns =
        [
            .. Enumerable
                .Range(0, reader.FieldCount)
                .Select(ordinal => new Column<string?[]>(
                    reader.GetName(ordinal),
                    row => row[ordinal],
                    IsNumber(reader.GetFieldType(ordinal))
                )),
        ];
        context.WriteTable(rows, columns);
        if (rows.Count == 0)
        {
            await context.SayAsync("No rows.");
        }

        if (hasMore)
        {
            await context.SayAsync($"There are more than {limit} rows. To see more, use --rows. To write them to a file, use --to.");
        }
    }

    public static async Task WriteLinesAsync(CommandContext context, QueryResult result)
    {
        await using var reader = result.OpenReader();
        using var line = new MemoryStream();
        await using var json = new Utf8JsonWriter(line, Json);
        while (await reader.ReadAsync(context.CancellationToken))
        {
            json.WriteStartObject();
            for (var ordinal = 0; ordinal < reader.FieldCount; ordinal++)
            {
                json.WritePropertyName(reader.GetName(ordinal));
                WriteValue(json, reader.GetValue(ordinal));
            }

            json.WriteEndObject();
            await json.FlushAsync(context.CancellationToken);
            await context.Data.WriteLineAsync(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
            line.SetLength(0);
            json.Reset();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number when !double.IsFinite(number):
                json.WriteStringValue(Text(number));
                break;
            case float number when !float.IsFinite(number):
                json.WriteStringValue(Text(number));
                break;
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case IReadOnlyDictionary<string, object?> fields:
                json.WriteStartObject();
                foreach (var (name, field) in fields)
                {
                    json.WritePropertyName(name);
                    WriteValue(json, field);
                }

                json.WriteEndObject();
                break;
            case object?[] items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    WriteValue(json, item);
                }

                json.WriteEndArray();
                break;
            case var number when IsNumber(number.GetType()):
                json.WriteRawValue(Text(number));
                break;
            default:
                json.WriteStringValue(Text(value));
                break;
        }
    }

    private static string JsonText(object value)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Json))
        {
            WriteValue(json, value);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static bool IsNumber(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal;

    private static string Text(object value) =>
        value switch
        {
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)
                + (time.Kind == DateTimeKind.Utc ? "Z" : ""),
            DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            byte[] bytes => Convert.ToBase64String(bytes),
            object?[] or IReadOnlyDictionary<string, object?> => JsonText(value),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
}
