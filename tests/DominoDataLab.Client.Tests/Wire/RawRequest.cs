using System.Text;

namespace DominoDataLab.Client.Tests.Wire;

/// <summary>A request as it came over the wire; the target is as it was sent, escapes and all. Header names are in any case.</summary>
internal sealed record RawRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string Path => Target.Split('?')[0];

    /// <summary>A value of the query, unescaped; null if it is not there.</summary>
    public string? Query(string name) =>
        Target.Split('?', 2) is [_, var query]
            ? query
                .Split('&')
                .Select(pair => pair.Split('=', 2))
                .Where(pair => pair[0] == name)
                .Select(pair => Uri.UnescapeDataString(pair[1]))
                .FirstOrDefault()
            : null;

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The credentials that it carries, each as <c>name: value</c>.</summary>
    public IEnumerable<string> Credentials =>
        Headers
            .Where(header =>
                header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
                || header.Key.Equals("X-Domino-Api-Key", StringComparison.OrdinalIgnoreCase)
            )
            .Select(header => $"{header.Key}: {header.Value}");

    public override string ToString() => $"{Method} {Target}";
}
