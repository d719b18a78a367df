using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nerdbank.MessagePack;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>
/// Reads MessagePack as JSON. Integers stay exact, floating-point numbers keep their point, timestamps become ISO 8601 strings.
/// </summary>
internal static class ValueReader
{
    private const int MaxDepth = 512;
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
        SkipValidation = true,
    };

    /// <summary>Reads a value that <see cref="ValueWriter"/> encoded.</summary>
    public static JsonElement Read(ReadOnlyMemory<byte> encoded)
    {
        var reader = new MessagePackReader(encoded);
        return Read(ref reader);
    }

    /// <summary>Reads the next value. The kind is Undefined if it is nil.</summary>
    public static JsonElement Read(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
        {
            return default;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Copy(ref reader, writer, 0);
        }

        var json = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = MaxDepth });
        return JsonElement.ParseValue(ref json);
    }

    private static void Copy(ref MessagePackReader reader, Utf8JsonWriter writer, int depth)
    {
        if (depth == MaxDepth)
        {
            throw new InvalidDataException($"The value is nested more than {MaxDepth} levels deep.");
        }

        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Nil:
                reader.ReadNil();
                writer.WriteNullValue();
                break;
            case MessagePackType.Boolean:
                writer.WriteBooleanValue(reader.ReadBoolean());
                break;
            case MessagePackType.Integer:
                CopyInteger(ref reader, writer);
                break;
            case MessagePackType.Float:
                Write(writer, reader.ReadDouble());
                break;
            case MessagePackType.String:
                CopyString(ref reader, writer);
                break;
            case MessagePackType.Array:
                CopyArray(ref reader, writer, depth);
                break;
            case MessagePackType.Map:
                CopyMap(ref reader, writer, depth);
                break;
            case MessagePackType.Extension:
                writer.WriteStringValue(Moment.Format(new DateTimeOffset(reader.ReadDateTime().ToUniversalTime())));
                break;
            case var type:
                throw new InvalidDataException($"A value has the MessagePack type {type}, which JSON does not have.");
        }
    }

    private static void CopyInteger(ref MessagePackReader reader, Utf8JsonWriter writer)
    {
        if (reader.NextCode == MessagePackCode.UInt64)
        {
            writer.WriteNumberValue(reader.ReadUInt64());
        }
        else
        {
            writer.WriteNumberValue(reader.ReadInt64());
        }
    }

    private static void Write(Utf8JsonWriter writer, double number)
    {
        if (!double.IsFinite(number))
        {
            throw new InvalidDataException($"A value is {number.ToString(CultureInfo.InvariantCulture)}, which JSON does not have.");
        }

        Span<byte> text = stackalloc byte[40];
        number.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        Json.ExactNumbers.Write(writer, text, length);
    }

    private static void CopyString(ref MessagePackReader reader, Utf8JsonWriter writer)
    {
        if (reader.TryReadStringSpan(out var span))
        {
            writer.WriteStringValue(span);
        }
        else
        {
            writer.WriteStringValue(reader.ReadString());
        }
    }

    private static void CopyArray(ref MessagePackReader reader, Utf8JsonWriter writer, int depth)
    {
        writer.WriteStartArray();
        for (var left = reader.ReadArrayHeader(); left > 0; left--)
        {
            Copy(ref reader, writer, depth + 1);
        }

        writer.WriteEndArray();
    }

    private static void CopyMap(ref MessagePackReader reader, Utf8JsonWriter writer, int depth)
    {
        writer.WriteStartObject();
        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            writer.WritePropertyName(reader.ReadString() ?? throw new InvalidDataException("A key of a map is nil."));
            Copy(ref reader, writer, depth + 1);
        }

        writer.WriteEndObject();
    }
}
