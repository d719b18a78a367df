using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using MessagePack;

namespace DominoDataLab.Airflow.Supervisor.Wire;

/// <summary>Writes frames with their length prefix.</summary>
internal static class FrameWriter
{
    /// <summary>Gets the three-element frame that a supervisor sends.</summary>
    public static byte[] Reply(JsonNode id, JsonNode? body, JsonNode? error) => Frame([id, body, error]);

    public static byte[] Frame(IReadOnlyList<JsonNode?> elements)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Advance(sizeof(uint), buffer.GetSpan(sizeof(uint)));
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(elements.Count);
        foreach (var element in elements)
        {
            Value(ref writer, element);
        }

        writer.Flush();
        var frame = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)(frame.Length - sizeof(uint)));
        return frame;
    }

    private static void Advance(this ArrayBufferWriter<byte> buffer, int count, Span<byte> space)
    {
        space[..count].Clear();
        buffer.Advance(count);
    }

    private static void Value(ref MessagePackWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case null:
                writer.WriteNil();
                break;
            case JsonArray list:
                writer.WriteArrayHeader(list.Count);
                foreach (var item in list)
                {
                    Value(ref writer, item);
                }

                break;
            case JsonObject map when map[WireValue.Extension] is { } type:
                var data = Convert.FromHexString(map.Text("hex")!);
                writer.WriteExtensionFormat(new ExtensionResult((sbyte)WireValue.AsInteger(type)!.Value, new ReadOnlySequence<byte>(data)));
                break;
            case JsonObject map:
                writer.WriteMapHeader(map.Count);
                foreach (var (key, value) in map)
                {
                    writer.Write(key);
                    Value(ref writer, value);
                }

                break;
            case JsonValue value:
                Simple(ref writer, value);
                break;
        }
    }

    private static void Simple(ref MessagePackWriter writer, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                writer.Write(value.GetValue<string>());
                break;
            case JsonValueKind.Number when WireValue.AsInteger(value) is { } number:
                writer.Write(number);
                break;
            case JsonValueKind.Number when value.TryGetValue<ulong>(out var number):
                writer.Write(number);
                break;
            case JsonValueKind.Number:
                writer.Write(value.GetValue<double>());
                break;
            case var kind:
                writer.Write(kind == JsonValueKind.True);
                break;
        }
    }
}
