using System.Text.Json.Nodes;

namespace DominoDataLab.Conformance;

/// <summary>An OpenAPI 3.0 or Swagger 2.0 file: its operations, and what its references point to.</summary>
internal sealed class Description
{
    private static readonly string[] Verbs = ["get", "put", "post", "delete", "patch", "head", "options"];
    private readonly JsonObject _root;

    public Description(string json)
    {
        _root = JsonNode.Parse(json)!.AsObject();
        IsSwagger2 = _root.ContainsKey("swagger");
        var at = IsSwagger2 ? _root["basePath"]?.GetValue<string>() : _root["servers"]?[0]?["url"]?.GetValue<string>();
        foreach (var (path, item) in _root["paths"]!.AsObject())
        {
            foreach (var verb in Verbs.Where(verb => item![verb] is not null))
            {
                Operations.Add(
                    new Operation(
                        this,
                        verb.ToUpperInvariant(),
                        at?.TrimEnd('/') + path,
                        item![verb]!.AsObject(),
                        item["parameters"] as JsonArray
                    )
                );
            }
        }
    }

    public bool IsSwagger2 { get; }

    public List<Operation> Operations { get; } = [];

    /// <summary>Follows a reference. A value that is not a reference is returned as it is.</summary>
    public JsonObject Resolve(JsonNode node)
    {
        while (node["$ref"] is JsonValue reference)
        {
            node = reference
                .GetValue<string>()
                .TrimStart('#', '/')
                .Split('/')
                .Aggregate(
                    (JsonNode)_root,
                    (at, name) =>
                        at[
                            Uri.UnescapeDataString(name)
                                .Replace("~1", "/", StringComparison.Ordinal)
                                .Replace("~0", "~", StringComparison.Ordinal)
                        ]
                        ?? throw new InvalidDataException($"The reference {reference} points nowhere.")
                );
        }

        return node.AsObject();
    }
}

/// <summary>A route of a description, with the two dialects made one.</summary>
internal sealed class Operation
{
    private readonly string[] _segments;
    private readonly JsonObject _json;

    public Operation(Description description, string method, string path, JsonObject json, JsonArray? shared)
    {
        (Description, Method, _json, _segments) = (description, method, json, path.Split('/'));
        Name = $"{method} {path}";
        Parameters = [.. (shared ?? []).Concat(json["parameters"] as JsonArray ?? []).Select(parameter => description.Resolve(parameter!))];
    }

    public Description Description { get; }

    public string Method { get; }

    public string Name { get; }

    public IReadOnlyList<JsonObject> Parameters { get; }

    public int Literals => _segments.Count(segment => !IsPlaceholder(segment));

    /// <summary>The schema of the request's body for each content type that is described, and whether there must be one.</summary>
    public (Dictionary<string, JsonNode?> Schemas, bool Required) Body
    {
        get
        {
            var body =
                Description.IsSwagger2 ? Parameters.FirstOrDefault(parameter => (string?)parameter["in"] == "body")
                : _json["requestBody"] is { } request ? Description.Resolve(request)
                : null;
            return (Schemas(body, "consumes"), (bool?)body?["required"] ?? false);
        }
    }

    /// <summary>The values of a path's placeholders; null if the path is not of this route.</summary>
    public Dictionary<string, string>? Match(string method, string path)
    {
        // {**path} takes the rest, slashes and all.
        var rest = _segments[^1].StartsWith("{**", StringComparison.Ordinal);
        var given = rest ? path.Split('/', _segments.Length) : path.Split('/');
        if (method != Method || given.Length != _segments.Length)
        {
            return null;
        }

        var values = new Dictionary<string, string>();
        for (var i = 0; i < given.Length; i++)
        {
            if (IsPlaceholder(_segments[i]) && (given[i].Length > 0 || rest))
            {
                values[_segments[i].Trim('{', '}', ':', '*')] = Uri.UnescapeDataString(given[i]);
            }
            else if (!string.Equals(_segments[i], Uri.UnescapeDataString(given[i]), StringComparison.Ordinal))
            {
                return null;
            }
        }

        return values;
    }

    /// <summary>The schema of a status's reply for each content type that is described; null if the status is not.</summary>
    public Dictionary<string, JsonNode?>? Reply(int status)
    {
        // One operation has no replies at all in its description.
        if (_json["responses"] is not JsonObject replies)
        {
            return null;
        }

        return (replies[$"{status}"] ?? replies[$"{status / 100}XX"] ?? replies["default"]) is { } found
            ? Schemas(Description.Resolve(found), "produces")
            : null;
    }

    private Dictionary<string, JsonNode?> Schemas(JsonObject? message, string swaggerTypes)
    {
        if (!Description.IsSwagger2)
        {
            return (message?["content"] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value!["schema"]);
        }

        var types = (_json[swaggerTypes] as JsonArray ?? []).Select(type => type!.GetValue<string>()).DefaultIfEmpty("application/json");
        return message?["schema"] is { } schema ? types.ToDictionary(type => type, _ => (JsonNode?)schema) : [];
    }

    private static bool IsPlaceholder(string segment) => segment.StartsWith('{') || segment.StartsWith(':');
}
