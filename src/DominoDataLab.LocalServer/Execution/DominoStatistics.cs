using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>
/// Reads the statistics that a job left in dominostats.json: a flat object of numbers, strings and Booleans. An entry that cannot be shown
/// is left out and named in the log.
/// </summary>
internal sealed class DominoStatistics
{
    /// <summary>The tokens that Python writes for numbers that JSON cannot hold. No other token starts with one of them.</summary>
    private static readonly string[] NotNumbers = ["NaN", "Infinity", "-Infinity"];

    private readonly JsonObject _kept = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _notNumbers = [];
    private readonly Action<string> _log;

    private DominoStatistics(Action<string> log) => _log = log;

    /// <exception cref="JsonException">The content is not JSON.</exception>
    public static JsonObject Read(byte[] content, Action<string> log)
    {
        var statistics = new DominoStatistics(log);
        statistics.ReplaceWhatIsNoNumber(content);
        if (content.AsSpan().StartsWith("\uFEFF"u8))
        {
            content.AsSpan(0, 3).Fill((byte)' ');
        }

        statistics.ReadObject(content);
        return statistics._kept;
    }

    private void ReadObject(ReadOnlySpan<byte> content)
    {
        var reader = new Utf8JsonReader(content);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            _log("dominostats.json is left out: it must hold one JSON object of names and values.");
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var raw = Encoding.UTF8.GetString(reader.ValueSpan);
            var name = TextOf(ref reader);
            reader.Read();
            var problem = name is null ? ": its name is not valid Unicode" : ProblemOf(ref reader, name);
            if (problem is null)
            {
                _kept[name!] = ValueOf(ref reader);
            }
            else
            {
                _log($"dominostats.json: '{name ?? raw}' is left out{problem}.");
            }

            reader.Skip();
        }

        // Nothing may follow the object.
        reader.Read();
    }

    private string? ProblemOf(ref Utf8JsonReader reader, string name)
    {
        if (!_names.Add(name))
        {
            return _kept.Remove(name) ? ": the name occurs twice" : ": the name occurs again";
        }

        return _notNumbers.TryGetValue(reader.TokenStartIndex, out var word) ? $": {word} is not a number in JSON"
            : reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.Null
                ? "; only numbers and texts can be shown"
            : reader.TokenType == JsonTokenType.String && TextOf(ref reader) is null ? ": its text is not valid Unicode"
            : null;
    }

    private static JsonNode ValueOf(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.String => JsonValue.Create(reader.GetString()!),
            JsonTokenType.Number => JsonNode.Parse(reader.ValueSpan)!,
            var type => JsonValue.Create(type == JsonTokenType.True),
        };

    /// <summary>Gets the text of a token, or null if an escape or the bytes stand for no Unicode text.</summary>
    private static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Writes a zero in the place of what JSON has no number for, and keeps what was there.</summary>
    private void ReplaceWhatIsNoNumber(Span<byte> content)
    {
        var inText = false;
        for (var at = 0; at < content.Length; at++)
        {
            if (content[at] == '"')
            {
                inText = !inText;
            }
            else if (inText && content[at] == '\\')
            {
                at++;
            }
            else if (!inText && content[at] is (byte)'N' or (byte)'I' or (byte)'-')
            {
                Replace(content, at);
            }
        }
    }

    private void Replace(Span<byte> content, int at)
    {
        foreach (var word in NotNumbers)
        {
            if (content[at..].StartsWith(Encoding.ASCII.GetBytes(word)))
            {
                _notNumbers.Add(at, word);
                content.Slice(at, word.Length).Fill((byte)' ');
                content[at] = (byte)'0';
            }
        }
    }
}
