using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DominoDataLab.Conformance;

/// <summary>A deviation of a value from its schema: the place, the kind and the value.</summary>
internal sealed record Finding(string At, string Kind, string Seen);

/// <summary>
/// Checks values against schemas of OpenAPI 3.0 and Swagger 2.0. They differ from JSON Schema: only <c>nullable</c> allows null, and
/// Domino's files also set it beside a reference. A property that is not described is reported differently from one that is wrong.
/// </summary>
internal sealed partial class SchemaChecker(Description description)
{
    public const string Undescribed = "undescribed";
    private const string Anything = "";

    public JsonObject Resolve(JsonNode schema) => description.Resolve(schema);

    public List<Finding> Check(JsonNode schema, JsonNode? value, string at)
    {
        var findings = new List<Finding>();
        Whole(schema, value, at, findings);
        return findings;
    }

    private static void Add(List<Finding> findings, string at, string kind, JsonNode? value)
    {
        var text = value?.ToJsonString() ?? "null";
        findings.Add(new Finding(at, kind, text.Length > 120 ? text[..120] + "..." : text));
    }

    /// <summary>Checks a value, then names the properties that no part of its schema knows.</summary>
    private void Whole(JsonNode schema, JsonNode? value, string at, List<Finding> findings)
    {
        var known = new HashSet<string>();
        Part(schema, value, at, findings, known);
        if (value is JsonObject given && !known.Contains(Anything))
        {
            foreach (var (name, extra) in given.Where(pair => !known.Contains(pair.Key)))
            {
                Add(findings, $"{at}.{name}", Undescribed, extra);
            }
        }
    }

    private void Part(JsonNode node, JsonNode? value, string at, List<Finding> findings, HashSet<string> known)
    {
        if (value is null)
        {
            if (!Nullable(node))
            {
                Add(findings, at, "null", value);
            }

            return;
        }

        var schema = description.Resolve(node);
        if (!IsOfType((string?)schema["type"], value))
        {
            Add(findings, at, $"type {schema["type"]}", value);
            return;
        }

        if (schema["enum"] is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value)))
        {
            Add(findings, at, "enum", value);
        }

        switch (value)
        {
            case JsonObject given:
                Properties(schema, given, at, findings, known);
                break;
            case JsonArray list:
                Items(schema, list, at, findings);
                break;
            case JsonValue simple:
                Simple(schema, simple, at, findings);
                break;
        }

        foreach (var part in schema["allOf"] as JsonArray ?? [])
        {
            Part(part!, value, at, findings, known);
        }

        OneOf(schema, value, at, findings, known);
    }

    private void OneOf(JsonObject schema, JsonNode value, string at, List<Finding> findings, HashSet<string> known)
    {
        if ((schema["oneOf"] ?? schema["anyOf"]) is not JsonArray choices)
        {
            return;
        }

        if (
            schema["discriminator"] is JsonObject by
            && (value as JsonObject)?[(string)by["propertyName"]!] is JsonValue word
            && by["mapping"]?[word.ToString()] is JsonValue target
        )
        {
            Part(new JsonObject { ["$ref"] = target.GetValue<string>() }, value, at, findings, known);
            return;
        }

        var tried = choices
            .Select(choice =>
            {
                (List<Finding> Findings, HashSet<string> Known) one = ([], []);
                Part(choice!, value, at, one.Findings, one.Known);
                return one;
            })
            .OrderBy(one => one.Findings.Exists(finding => finding.At == at && finding.Kind.StartsWith("type ", StringComparison.Ordinal)))
            .ThenBy(one => one.Findings.Count)
            .ToList();
        findings.AddRange(tried[0].Findings);
        known.UnionWith(tried[0].Known);
        if (schema["oneOf"] is not null && tried.Count(one => one.Findings.Count == 0) > 1)
        {
            Add(findings, at, "oneOf", value);
        }
    }

    private void Properties(JsonObject schema, JsonObject given, string at, List<Finding> findings, HashSet<string> known)
    {
        var properties = schema["properties"] as JsonObject ?? [];
        foreach (
            var name in (schema["required"] as JsonArray ?? [])
                .Select(name => name!.GetValue<string>())
                .Where(name => !given.ContainsKey(name))
        )
        {
            findings.Add(new Finding($"{at}.{name}", "required", "(missing)"));
        }

        foreach (var (name, property) in properties)
        {
            known.Add(name);
            if (given.TryGetPropertyValue(name, out var value))
            {
                Whole(property!, value, $"{at}.{name}", findings);
            }
        }

        // An object of which nothing is said may hold anything.
        var rest = schema["additionalProperties"];
        if (
            rest is JsonValue flag
                ? flag.GetValue<bool>()
                : rest is not null || (properties.Count == 0 && (string?)schema["type"] == "object")
        )
        {
            known.Add(Anything);
        }

        if (rest is JsonObject values)
        {
            foreach (var (_, value) in given.Where(pair => !properties.ContainsKey(pair.Key)))
            {
                Whole(values, value, $"{at}{{}}", findings);
            }
        }
    }

    private void Items(JsonObject schema, JsonArray list, string at, List<Finding> findings)
    {
        if (list.Count < ((int?)schema["minItems"] ?? 0) || list.Count > ((int?)schema["maxItems"] ?? int.MaxValue))
        {
            Add(findings, at, "count of items", list);
        }

        if (
            (bool?)schema["uniqueItems"] == true
            && list.Where((item, i) => list.Take(i).Any(before => JsonNode.DeepEquals(before, item))).Any()
        )
        {
            Add(findings, at, "uniqueItems", list);
        }

        if (schema["items"] is { } item)
        {
            foreach (var one in list)
            {
                Whole(item, one, $"{at}[]", findings);
            }
        }
    }

    private static void Simple(JsonObject schema, JsonValue value, string at, List<Finding> findings)
    {
        if (value.GetValueKind() == JsonValueKind.Number)
        {
            var number = value.GetValue<double>();
            if (
                number < ((double?)schema["minimum"] ?? double.MinValue)
                || number > ((double?)schema["maximum"] ?? double.MaxValue)
                || ((bool?)schema["exclusiveMinimum"] == true && number <= (double?)schema["minimum"])
                || ((bool?)schema["exclusiveMaximum"] == true && number >= (double?)schema["maximum"])
            )
            {
                Add(findings, at, "range", value);
            }
        }
        else if (value.TryGetValue<string>(out var text))
        {
            if (text.Length < ((int?)schema["minLength"] ?? 0) || text.Length > ((int?)schema["maxLength"] ?? int.MaxValue))
            {
                Add(findings, at, "length", value);
            }

            if (schema["pattern"] is JsonValue pattern && !Regex.IsMatch(text, pattern.GetValue<string>(), RegexOptions.ECMAScript))
            {
                Add(findings, at, "pattern", value);
            }
        }

        var format = (string?)schema["format"];
        if (!IsOfFormat(format, value))
        {
            Add(findings, at, $"format {format}", value);
        }
    }

    private bool Nullable(JsonNode node)
    {
        if ((bool?)(node["nullable"] ?? node["x-nullable"]) == true)
        {
            return true;
        }

        if (node["$ref"] is not null)
        {
            return Nullable(description.Resolve(node));
        }

        return node.AsObject().Count == 0
            || (node["allOf"] is JsonArray { Count: > 0 } all && all.All(part => Nullable(part!)))
            || ((node["oneOf"] ?? node["anyOf"]) is JsonArray any && any.Any(part => Nullable(part!)));
    }

    private static bool IsOfType(string? type, JsonNode value) =>
        (type, value.GetValueKind()) switch
        {
            (null, _) => true,


            ("object", JsonValueKind.Object)
            or
            ("array", JsonValueKind.Array)
            or
            ("string", JsonValueKind.String)
            or ("number", JsonValueKind.Number) => true,
            ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            ("integer", JsonValueKind.Number) => double.IsInteger(value.GetValue<double>()),
            _ => false,
        };

    private static bool IsOfFormat(string? format, JsonValue value) =>
        (format, value.GetValueKind()) switch
        {
            ("int32", JsonValueKind.Number) => value.TryGetValue<int>(out _),
            ("int64", JsonValueKind.Number) => value.TryGetValue<long>(out _),
            ("date-time", JsonValueKind.String) => DateTimeText().IsMatch(value.ToString())
                && DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, out _),
            ("date", JsonValueKind.String) => DateOnly.TryParseExact(
                value.ToString(),
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out _
            ),
            ("uuid", JsonValueKind.String) => Guid.TryParseExact(value.ToString(), "D", out _),
            ("uri", JsonValueKind.String) => Uri.TryCreate(value.ToString(), UriKind.Absolute, out _),
            ("email", JsonValueKind.String) => value.ToString().Contains('@', StringComparison.Ordinal),
            ("json", JsonValueKind.String) => IsJson(value.ToString()),
            _ => true, // double, float, binary, password, regex: whatever has the type.
        };

    private static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", RegexOptions.ECMAScript)]
    private static partial Regex DateTimeText();
}
