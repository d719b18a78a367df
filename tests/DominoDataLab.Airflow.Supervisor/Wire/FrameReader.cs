using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using MessagePack;

namespace DominoDataLab.Airflow.Supervisor.Wire;

/// <summary>A frame of the task: its ID, its body, and why its body cannot be a message even before its type is known.</summary>
internal sealed record RequestFrame(JsonValue Id, JsonNode? Body, IReadOnlyList<string> Flaws);

/// <summary>
/// Reads frames as strictly as Airflow does. What ends a real supervisor throws <see cref="FatalInputException"/>; what a real supervisor
/// leaves without a reply is a flaw of the frame.
/// </summary>
internal static class FrameReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static RequestFrame Request(ReadOnlyMemory<byte> payload)
    {
        var flaws = new List<string>();
        var elements = Elements(payload, flaws);
        if (elements.Count < 2)
        {
            throw new FatalInputException($"The frame has {elements.Count} elements. It needs an ID and a body.");
        }

        if (elements[0] is not JsonValue id || !(WireValue.AsInteger(id) is not null || id.TryGetValue<ulong>(out _)))
        {
            throw new FatalInputException($"The ID of the frame is not an integer: {elements[0]?.ToJsonString() ?? "null"}.");
        }

        if (
            elements.Count > 2
            && elements[2] is { } carrier
            && (carrier is not JsonObject map || map.Any(pair => pair.Value is not JsonValue value || !value.TryGetValue<string>(out _)))
        )
        {
            throw new FatalInputException("The third element of the frame is not nil or a map of strings.");
        }

        return new RequestFrame(id, elements[1], flaws);
    }

    /// <summary>Reads an array of any length, for frames of either side.</summary>
    public static List<JsonNode?> Elements(ReadOnlyMemory<byte> payload, List<string> flaws)
    {
        try
        {
            var reader = new MessagePackReader(payload);
            if (reader.NextMessagePackType != MessagePackType.Array)
            {
                throw new FatalInputException($"The frame is not an array but {reader.NextMessagePackType}.");
            }

            var count = reader.ReadArrayHeader();
            var elements = new List<JsonNode?>(count);
            for (var i = 0; i < count; i++)
            {
                elements.Add(Value(ref reader, i == 1 ? "body" : $"[{i}]", flaws, depth: 0));
            }

            return reader.End ? elements : throw new FatalInputException("Bytes follow the frame's array.");
        }
        catch (Exception error)
            when (error is MessagePackSerializationException or EndOfStreamException or DecoderFallbackException or OverflowException)
        {
            throw new FatalInputException($"The frame is not valid MessagePack: {error.Message}", error);
        }
    }

    private static JsonNode? Value(ref MessagePackReader reader, string at, List<string> flaws, int depth)
    {
        if (depth > 200)
        {
            throw new FatalInputException($"{at} is nested too deeply.");
        }

        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Nil:
                reader.ReadNil();
                return null;
            case MessagePackType.Boolean:
                return JsonValue.Create(reader.ReadBoolean());
            case MessagePackType.Integer:
                return Integer(ref reader);
            case MessagePackType.Float:
                return WireValue.Float(reader.ReadDouble());
            case MessagePackType.String:
                return JsonValue.Create(Text(ref reader));
            case MessagePackType.Array:
                var list = new JsonArray();
                for (var rest = reader.ReadArrayHeader(); rest > 0; rest--)
                {
                    list.Add(Value(ref reader, $"{at}[{list.Count}]", flaws, depth + 1));
                }

                return list;
            case MessagePackType.Map:
                return Map(ref reader, at, flaws, depth);
            case MessagePackType.Binary:
                flaws.Add($"{at} is binary data, which JSON cannot hold.");
                return new JsonObject { [WireValue.Binary] = Convert.ToHexStringLower(reader.ReadBytes()!.Value.ToArray()) };
            case MessagePackType.Extension:
                var extension = reader.ReadExtensionFormat();
                return new JsonObject
                {
                    [WireValue.Extension] = extension.TypeCode,
                    ["hex"] = Convert.ToHexStringLower(extension.Data.ToArray()),
                };
            default:
                throw new FatalInputException($"{at} starts with the byte 0x{reader.NextCode:x2}, which MessagePack does not use.");
        }
    }

    private static JsonValue Integer(ref MessagePackReader reader)
    {
        if (reader.NextCode != MessagePackCode.UInt64)
        {
            return JsonValue.Create(reader.ReadInt64());
        }

        var number = reader.ReadUInt64();
        return number <= long.MaxValue ? JsonValue.Create((long)number) : JsonValue.Create(number);
    }

    private static JsonObject Map(ref MessagePackReader reader, string at, List<string> flaws, int depth)
    {
        var map = new JsonObject();
        for (var rest = reader.ReadMapHeader(); rest > 0; rest--)
        {
            string key;
            if (reader.NextMessagePackType == MessagePackType.String)
            {
                key = Text(ref reader);
            }
            else if (depth == 0)
            {
                throw new FatalInputException($"A key of {at} is not a string.");
            }
            else
            {
                flaws.Add($"A key of {at} is not a string.");
                key = Value(ref reader, $"{at}'s key", flaws, depth + 1)?.ToJsonString() ?? "null";
            }

            map[key] = Value(ref reader, $"{at}.{key}", flaws, depth + 1);
        }

        return map;
    }

    private static string Text(ref MessagePackReader reader) =>
        reader.ReadStringSequence() is not { } bytes ? "" : Strict.GetString(bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray());
}
