using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Sdk.Json;
using Nerdbank.MessagePack;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>
/// Writes a value as the MessagePack that stands for JSON. An error names the place of a value that JSON can't represent.
/// </summary>
internal ref struct ValueWriter
{
    private readonly JsonTypes _types;
    private readonly ValuePath _path;
    private MessagePackWriter _writer;

    private ValueWriter(IBufferWriter<byte> buffer, JsonTypes types, string name)
    {
        _writer = new MessagePackWriter(buffer);
        _types = types;
        _path = new ValuePath(name);
    }

    /// <summary>Encodes a value. <paramref name="name"/> is what an error calls it.</summary>
    public static ReadOnlyMemory<byte> Encode(object? value, JsonTypes types, string name)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new ValueWriter(buffer, types, name);
        writer.Write(value);
        writer._writer.Flush();
        return buffer.WrittenMemory;
    }

    private void Write(object? value)
    {
        if (value is null)
        {
            _writer.WriteNil();
        }
        else if (!WriteScalar(value) && !WriteJson(value))
        {
            WriteObject(value);
        }
    }

    private bool WriteScalar(object value)
    {
        switch (value)
        {
            case string text:
                Write(text);
                return true;
            case bool flag:
                _writer.Write(flag);
                return true;
            case sbyte or byte or short or ushort or int or uint or long:
                _writer.Write(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                return true;
            case ulong or BigInteger or Int128 or UInt128:
                WriteInteger(((IFormattable)value).ToString("D", CultureInfo.InvariantCulture));
                return true;
            case double number:
                Write(number);
                return true;
            case float or Half:
                // The shortest decimal form, as in JSON: 0.1f is 0.1 and not 0.10000000149011612.
                Write(double.Parse(((IFormattable)value).ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
                return true;
            case decimal number:
                Write(number);
                return true;
            default:
                return FormatAsString(value) is { } formatted && Accept(formatted);
        }
    }

    private static string? FormatAsString(object value) =>
        value switch
        {
            char character => character.ToString(),
            DateTime moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
            DateTimeOffset moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
            DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            TimeSpan duration => duration.ToString("c"),
            Guid id => id.ToString(),
            Uri address => address.OriginalString,
            byte[] bytes => Convert.ToBase64String(bytes),
            _ => null,
        };

    private bool Accept(string formatted)
    {
        Write(formatted);
        return true;
    }

    private bool WriteJson(object value)
    {
        switch (value)
        {
            case JsonElement element:
                Write(element);
                return true;
            case JsonDocument document:
                Write(document.RootElement);
                return true;
            case JsonObject properties:
                WriteMap(properties.Count, properties.Select(property => new KeyValuePair<object, object?>(property.Key, property.Value)));
                return true;
            case JsonArray items:
                WriteList(items);
                return true;
            case JsonValue leaf:
                Write(leaf.TryGetValue<object>(out var inner) && inner is not JsonNode ? inner : JsonElement.Parse(leaf.ToJsonString()));
                return true;
            default:
                return false;
        }
    }

    private void WriteObject(object value)
    {
        if (_types.TrySerialize(value, out var json))
        {
            WriteSerialized(json);
            return;
        }

        switch (value)
        {
            case IDictionary map:
                WriteMap(map.Count, Entries(map));
                break;
            case IEnumerable<KeyValuePair<string, object?>> map:
                var entries = map.Select(entry => new KeyValuePair<object, object?>(entry.Key, entry.Value)).ToList();
                WriteMap(entries.Count, entries);
                break;
            case ICollection items:
                WriteList(items);
                break;
            case IEnumerable items:
                WriteList(items.Cast<object?>().ToList());
                break;
            default:
                throw _path.Error(
                    $"The type {value.GetType()} is unknown. Add it to a JsonSerializerContext and pass the context to UseJson."
                );
        }
    }

    // The enumerator of the interface yields entries; that of a generic dictionary yields its own pairs.
    private static IEnumerable<KeyValuePair<object, object?>> Entries(IDictionary map)
    {
        foreach (DictionaryEntry entry in map)
        {
            yield return new(entry.Key, entry.Value);
        }
    }

    private void WriteSerialized(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
            Write(document.RootElement);
        }
        catch (JsonException)
        {
            InvalidJson.Locate(json.Span, _path);
            throw _path.Error("The serialized value is not valid JSON.");
        }
    }

    private void WriteMap(int count, IEnumerable<KeyValuePair<object, object?>> entries)
    {
        _writer.WriteMapHeader(count);
        foreach (var (key, value) in entries)
        {
            if (key is not string name)
            {
                throw _path.Error($"The key '{key}' is not a string. JSON objects have string keys only.");
            }

            Write(name);
            _path.Push(name);
            Write(value);
            _path.Pop();
        }
    }

    private void WriteList(ICollection items)
    {
        _writer.WriteArrayHeader(items.Count);
        WriteItems(items);
    }

    private void WriteList(JsonArray items)
    {
        _writer.WriteArrayHeader(items.Count);
        WriteItems(items);
    }

    private void WriteItems(IEnumerable items)
    {
        var index = 0;
        foreach (var item in items)
        {
            _path.Push(index++);
            Write(item);
            _path.Pop();
        }
    }

    private void Write(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                _writer.WriteMapHeader(element.GetPropertyCount());
                foreach (var property in element.EnumerateObject())
                {
                    Write(property.Name);
                    _path.Push(property.Name);
                    Write(property.Value);
                    _path.Pop();
                }

                break;
            case JsonValueKind.Array:
                _writer.WriteArrayHeader(element.GetArrayLength());
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    _path.Push(index++);
                    Write(item);
                    _path.Pop();
                }

                break;
            case JsonValueKind.String:
                WriteUnescaped(element);
                break;
            case JsonValueKind.Number:
                WriteNumber(Encoding.ASCII.GetString(JsonMarshal.GetRawUtf8Value(element)));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                _writer.Write(element.GetBoolean());
                break;
            default:
                _writer.WriteNil();
                break;
        }
    }

    private void WriteUnescaped(JsonElement element)
    {
        try
        {
            Write(element.GetString()!);
        }
        catch (InvalidOperationException)
        {
            throw InvalidText();
        }
    }

    private void Write(string text)
    {
        if (!Unicode.IsWellFormed(text))
        {
            throw InvalidText();
        }

        _writer.Write(text);
    }

    private readonly AirflowException InvalidText() =>
        _path.Error("The string contains half of a surrogate pair, which is not valid Unicode.");

    private void WriteNumber(string text)
    {
        if (text.AsSpan().IndexOfAny(".eE") < 0)
        {
            WriteInteger(text);
        }
        else
        {
            Write(double.Parse(text, CultureInfo.InvariantCulture));
        }
    }

    private void WriteInteger(string text)
    {
        if (!long.TryParse(text, CultureInfo.InvariantCulture, out var number))
        {
            throw _path.Error($"The number {text} does not fit into 64 bits, so Airflow would round it. Send it as a string.");
        }

        _writer.Write(number);
    }

    private void Write(double number)
    {
        if (!double.IsFinite(number))
        {
            throw _path.Error($"JSON cannot represent {number.ToString(CultureInfo.InvariantCulture)}. Use null or a string.");
        }

        _writer.Write(number);
    }

    private void Write(decimal number)
    {
        if (decimal.IsInteger(number) && number.Scale == 0)
        {
            WriteInteger(number.ToString(CultureInfo.InvariantCulture));
            return;
        }

        var nearest = (double)number;
        if ((decimal)nearest != number)
        {
            throw _path.Error(
                $"The number {number.ToString(CultureInfo.InvariantCulture)} has too many digits for JSON. Send it as a string."
            );
        }

        _writer.Write(nearest);
    }
}
