using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Tests.Protocol;

/// <summary>A frame of the protocol's data, in bytes and decoded.</summary>
internal sealed record GoldenFrame(string Name, string Hex, JsonElement Decoded)
{
    public static List<GoldenFrame> ReadAll(string path)
    {
        using var file = File.OpenRead(path);
        using var document = JsonDocument.Parse(file);
        return
        [
            .. document
                .RootElement.GetProperty("frames")
                .EnumerateArray()
                .Select(frame => new GoldenFrame(
                    frame.GetProperty("name").GetString()!,
                    frame.GetProperty("frame_hex").GetString()!,
                    frame.GetProperty("decoded").Clone()
                )),
        ];
    }

    public void AssertDecodes(Frame frame)
    {
        Assert.Null(frame.Problem);
        Assert.Equal(Decoded[0].GetInt64(), frame.Id);
        AssertEqual(Decoded[1], frame.Body);
        if (Decoded.GetArrayLength() > 2)
        {
            AssertEqual(Decoded[2], frame.Error);
        }
    }

    private void AssertEqual(JsonElement expected, JsonElement actual)
    {
        var one = Normalize(Parse(expected));
        var other = Normalize(Parse(actual));
        Assert.True(JsonNode.DeepEquals(one, other), $"{Name}: {actual} is not {expected}");
    }

    private static JsonNode? Parse(JsonElement element) => element.ValueKind == default ? null : JsonNode.Parse(element.GetRawText());

    // Moments are written in several ways.
    private static JsonNode? Normalize(JsonNode? node) =>
        node switch
        {
            JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Normalize(pair.Value)))),
            JsonArray list => new JsonArray([.. list.Select(Normalize)]),
            JsonValue value when value.TryGetValue(out string? text) && DateTimeOffset.TryParse(text, out var time) && text.Contains('T') =>
                JsonValue.Create(time.UtcTicks),
            _ => node?.DeepClone(),
        };
}
