using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.Rules;

/// <summary>Reads a line of the log channel as Airflow does: it becomes a record, is dropped, or ends the supervisor.</summary>
internal static partial class LogRules
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 1000 };
    private static readonly HashSet<string> Fatal = ["msg", "target", "self", "method_name"];

    private static readonly Dictionary<string, string> Levels = new()
    {
        ["critical"] = "critical",
        ["error"] = "error",
        ["warning"] = "warning",
        ["info"] = "info",
        ["debug"] = "debug",
        ["fatal"] = "critical",
        ["exception"] = "error",
        ["warn"] = "warning",
    };

    /// <summary>Gets the record that Airflow keeps of a line, or null and the reason why it keeps none.</summary>
    /// <exception cref="FatalInputException">The line ends the supervisor.</exception>
    public static JsonObject? Read(ReadOnlySpan<byte> line, out string? dropped)
    {
        var value = Parse(line, out dropped);
        if (dropped is not null)
        {
            return null;
        }

        if (value is not JsonObject record)
        {
            throw new FatalInputException($"The log line is not a JSON object: {value?.ToJsonString() ?? "null"}.");
        }

        if (
            record.FirstOrDefault(pair => Fatal.Contains(pair.Key) || pair is { Key: "positional_args", Value: not JsonArray }) is
            { Key: { } key }
        )
        {
            throw new FatalInputException($"The log record has the forbidden key '{key}'.");
        }

        CheckTimestamp(record);
        if (!record.TryGetPropertyValue("level", out var level) || level is JsonArray or JsonObject)
        {
            throw new FatalInputException("The log record has no level, or its level is a list or an object.");
        }

        if (record.Text("level") is not { } text || !Levels.TryGetValue(text, out var known))
        {
            dropped = $"Unknown level {level?.ToJsonString() ?? "null"}.";
            return null;
        }

        return Kept(record, known);
    }

    private static JsonNode? Parse(ReadOnlySpan<byte> line, out string? dropped)
    {
        try
        {
            // Strings are decoded here, because a lone surrogate shows only then.
            var value = JsonNode.Parse(Strict.GetString(line), nodeOptions: null, DocumentOptions);
            Visit(value);
            dropped = null;
            return value;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            dropped = $"Not valid JSON: {error.Message}";
            return null;
        }
    }

    private static void Visit(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (_, item) in map)
                {
                    Visit(item);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Visit(item);
                }

                break;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                text.GetValue<string>();
                break;
        }
    }

    private static void CheckTimestamp(JsonObject record)
    {
        if (record["timestamp"] is not { } timestamp)
        {
            return;
        }

        if (
            record.Text("timestamp") is not { } text
            || (text.Length > 0 && !(Date().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _)))
        )
        {
            throw new FatalInputException($"The log record's timestamp is not an ISO 8601 date: {timestamp.ToJsonString()}.");
        }
    }

    private static JsonObject Kept(JsonObject record, string level)
    {
        record["level"] = level;
        record.Remove("exc_info");
        record.Remove("positional_args");
        record.Remove("logger_name");
        if (record["exception"] is { } exception)
        {
            record.Remove("exception");
            record["error_detail"] = exception;
        }

        record.TryAdd("logger", "task");
        record.TryAdd("event", "");
        return record;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$", RegexOptions.ECMAScript)]
    private static partial Regex Date();
}
