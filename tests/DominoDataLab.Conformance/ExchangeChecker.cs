using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DominoDataLab.Conformance;

/// <summary>The result of checking one exchange. The operation is null if no file describes the route.</summary>
/// <param name="Request">The deviations of the request. The server may have refused the request because of them.</param>
/// <param name="Reply">The deviations of the reply.</param>
/// <param name="Unchecked">The parts that cannot be checked against a schema.</param>
internal sealed record Outcome(
    Operation? Operation,
    IReadOnlyList<Finding> Request,
    IReadOnlyList<Finding> Reply,
    IReadOnlyList<string> Unchecked
);

/// <summary>Holds an exchange against the description of its route.</summary>
internal sealed class ExchangeChecker(IEnumerable<Description> descriptions)
{
    private readonly ILookup<string, Operation> _operations = descriptions
        .SelectMany(one => one.Operations)
        .ToLookup(operation => operation.Method);

    public Outcome Check(Exchange exchange)
    {
        var (operation, path) = _operations[exchange.Method]
            .OrderByDescending(operation => operation.Literals)
            .Select(operation => (operation, Values: operation.Match(exchange.Method, exchange.Path)))
            .FirstOrDefault(found => found.Values is not null);
        if (operation is null)
        {
            return new Outcome(null, [], [], []);
        }

        var left = new List<string>();
        var checker = new SchemaChecker(operation.Description);
        var request = Parameters(operation, checker, path!, exchange.Query, left);
        request.AddRange(Body(checker, "request", exchange.Request, operation.Body.Schemas, operation.Body.Required, left));

        List<Finding> reply = operation.Reply(exchange.Status) is { } described
            ? Body(checker, $"reply {exchange.Status}", exchange.Reply, described, described.Values.Any(schema => schema is not null), left)
            : [new Finding($"reply {exchange.Status}", "status", exchange.Reply.Body ?? "")];
        return new Outcome(operation, request, reply, left);
    }

    private static List<Finding> Parameters(
        Operation operation,
        SchemaChecker checker,
        Dictionary<string, string> path,
        string query,
        List<string> left
    )
    {
        var given = Pairs(query);
        var findings = new List<Finding>();
        foreach (var parameter in operation.Parameters)
        {
            var (name, place) = ((string)parameter["name"]!, (string)parameter["in"]!);
            var values =
                place == "path"
                    ? path.TryGetValue(name, out var value)
                        ? [value]
                        : []
                    : given[name].ToList();
            var at = $"{place} {name}";
            if (place is "body")
            {
                continue;
            }

            if (place is not ("path" or "query"))
            {
                left.Add($"{place} parameter {name}");
            }
            else if (values.Count > 0)
            {
                // Swagger 2.0 has the type beside the name.
                var schema = checker.Resolve(parameter["schema"] ?? parameter);
                findings.AddRange(
                    checker.Check(
                        schema,
                        FromText(
                            checker,
                            schema,
                            values,
                            (string?)parameter["collectionFormat"] ?? ((bool?)parameter["explode"] == false ? "csv" : "multi")
                        ),
                        at
                    )
                );
            }
            else if ((bool?)parameter["required"] == true)
            {
                findings.Add(new Finding(at, "required", "(missing)"));
            }
        }

        var described = operation
            .Parameters.Where(parameter => (string?)parameter["in"] == "query")
            .Select(parameter => (string)parameter["name"]!)
            .ToHashSet();
        findings.AddRange(
            given
                .Where(pair => !described.Contains(pair.Key))
                .Select(pair => new Finding($"query {pair.Key}", SchemaChecker.Undescribed, pair.First()))
        );
        return findings;
    }

    private static ILookup<string, string> Pairs(string form) =>
        form.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToLookup(pair => Decode(pair[0]), pair => pair.Length > 1 ? Decode(pair[1]) : "");

    private static JsonObject FromForm(string form) =>
        [.. Pairs(form).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.First()))];

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static JsonNode FromText(SchemaChecker checker, JsonObject schema, List<string> values, string format)
    {
        if ((string?)schema["type"] == "array")
        {
            var item = checker.Resolve(schema["items"]!);
            return new JsonArray([
                .. (format == "csv" ? values.SelectMany(value => value.Split(',')) : values).Select(value =>
                    FromText(checker, item, [value], format)
                ),
            ]);
        }

        return ((string?)schema["type"], values[0]) switch
        {
            ("boolean", "true") => true,
            ("boolean", "false") => false,
            ("integer" or "number", var text)
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && TryParse(text) is JsonValue number =>
                number,
            (_, var text) => text,
        };
    }

    private static List<Finding> Body(
        SchemaChecker checker,
        string at,
        Message message,
        Dictionary<string, JsonNode?> schemas,
        bool required,
        List<string> left
    )
    {
        if (message.Length == 0)
        {
            return required ? [new Finding(at, "required", "(no body)")] : [];
        }

        if (schemas.Count == 0)
        {
            return [new Finding(at, SchemaChecker.Undescribed, message.Body ?? message.MediaType)];
        }

        if (!schemas.TryGetValue(message.MediaType, out var schema) && !schemas.ContainsKey("*/*"))
        {
            return [new Finding(at, "content type", message.MediaType)];
        }

        if (schema is null || message.Body is null)
        {
            left.Add($"{at}: {(message.MediaType.Length > 0 ? message.MediaType : "no content type")}");
            return [];
        }

        try
        {
            return checker.Check(
                schema,
                message.MediaType == "application/x-www-form-urlencoded" ? FromForm(message.Body) : JsonNode.Parse(message.Body),
                at + " $"
            );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Other errors, such as half a character in a string or a duplicate key, are found when the value is read.
            return [new Finding(at, "JSON", e.Message)];
        }
    }

    private static JsonNode? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
