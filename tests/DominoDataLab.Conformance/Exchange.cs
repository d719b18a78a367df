using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Conformance;

/// <summary>One request and its reply, as the local server records them.</summary>
internal sealed record Exchange(
    string Method,
    string Path,
    string Query,
    string UserAgent,
    Message Request,
    int Status,
    bool Injected,
    Message Reply
)
{
    /// <summary>Reads every recording of a folder. The last line of a server that was killed may be cut off; it is skipped.</summary>
    public static IEnumerable<Exchange> ReadFolder(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(file);
            foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                yield return JsonSerializer.Deserialize(line, ExchangeJson.Default.Exchange)
                    ?? throw new InvalidDataException($"{file} has a line that is not an exchange.");
            }
        }
    }
}

/// <summary>One side of an exchange; the body is there if it was JSON or a form, and not too long.</summary>
internal sealed record Message(string? ContentType, long Length, string? Body)
{
    public string MediaType => ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Exchange))]
internal sealed partial class ExchangeJson : JsonSerializerContext;
