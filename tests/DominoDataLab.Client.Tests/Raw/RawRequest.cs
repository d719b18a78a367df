using System.Text;

namespace DominoDataLab.Client.Tests.Raw;

/// <summary>A request as it came over the wire. Header names are in any case.</summary>
internal sealed record RawRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The credentials that it carries, each as <c>name: value</c>.</summary>
    public IEnumerable<string> Credentials => Headers
        .Where(header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || header.Key.Equals("X-Domino-Api-Key", StringComparison.OrdinalIgnoreCase))
        .Select(header => $"{header.Key}: {header.Value}");
}
