using System.Buffers;

namespace DominoDataLab.Client.Json;

/// <summary>Reads and writes JSON paths as the serializer writes them.</summary>
internal static class JsonPath
{
    private static readonly SearchValues<char> Special = SearchValues.Create(" .'[]\"");

    /// <summary>Returns the part of a path that stands for a member of an object.</summary>
    public static string Member(string name) => name.AsSpan().ContainsAny(Special) ? $"['{name}']" : "." + name;

    /// <summary>Splits a path such as <c>$.rows[0]['a b']</c> into <c>rows</c>, <c>[0]</c> and <c>a b</c>.</summary>
    public static IEnumerable<string> Steps(string path)
    {
        for (var at = 1; at < path.Length; )
        {
            int end;
            if (path[at] == '.')
            {
                end = path.AsSpan(at + 1).IndexOfAny('.', '[') is var length && length < 0 ? path.Length : at + 1 + length;
                yield return path[(at + 1)..end];
            }
            else if (path.AsSpan(at).StartsWith("['"))
            {
                var close = path.IndexOf("']", at, StringComparison.Ordinal);
                end = close < 0 ? path.Length : close + 2;
                yield return path[(at + 2)..(close < 0 ? path.Length : close)];
            }
            else
            {
                var close = path.IndexOf(']', at);
                end = close < 0 ? path.Length : close + 1;
                yield return path[at..end];
            }

            at = end;
        }
    }
}
