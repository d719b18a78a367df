using System.Text;
using System.Text.Json;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>Finds the place at which a serializer wrote something that is not JSON, such as NaN.</summary>
internal static class InvalidJson
{
    /// <summary>Throws an error that names the place. Returns if the JSON is valid.</summary>
    public static void Locate(ReadOnlySpan<byte> json, ValuePath path)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
        var indexes = new Stack<int>();
        var named = false;
        while (true)
        {
            if (!named && indexes.TryPeek(out var index) && index >= 0)
            {
                path.Push(index);
            }

            try
            {
                if (!reader.Read())
                {
                    return;
                }
            }
            catch (JsonException)
            {
                var rest = json[(int)reader.BytesConsumed..].TrimStart(" ,:\r\n"u8);
                throw path.Error($"JSON cannot represent {Word(rest)}. Use null or a string.");
            }

            named = Advance(ref reader, indexes, path, named);
        }
    }

    // An index of -1 marks an object. The path holds the name or index of the value that comes next.
    private static bool Advance(ref Utf8JsonReader reader, Stack<int> indexes, ValuePath path, bool named)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                path.Push(reader.GetString()!);
                return true;
            case JsonTokenType.StartObject:
                indexes.Push(-1);
                return false;
            case JsonTokenType.StartArray:
                indexes.Push(0);
                return false;
            case JsonTokenType.EndArray:
                path.Pop();
                indexes.Pop();
                break;
            case JsonTokenType.EndObject:
                indexes.Pop();
                break;
        }

        if (indexes.TryPop(out var index))
        {
            path.Pop();
            indexes.Push(index < 0 ? index : index + 1);
        }

        return false;
    }

    private static string Word(ReadOnlySpan<byte> json)
    {
        var end = json.IndexOfAny(",}] \n"u8);
        return Encoding.UTF8.GetString(json[..(end < 0 ? Math.Min(json.Length, 40) : Math.Min(end, 40))]);
    }
}
