using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Json;

internal static class JsonLists
{
    /// <summary>Writes each item of a sequence into a JSON array.</summary>
    public static JsonArray ToJsonArray<T>(this IEnumerable<T> items, Func<T, JsonNode?> write)
    {
        var array = new JsonArray();
        foreach (var item in items)
        {
            array.Add(write(item));
        }

        return array;
    }

    /// <summary>Writes strings into a JSON array.</summary>
    public static JsonArray ToJsonArray(this IEnumerable<string> items) => items.ToJsonArray(item => item);
}
