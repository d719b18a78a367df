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
                Operations.Add(new Operation(this, verb.ToUpperInvariant(), at?.TrimEnd('/') + path, item![verb]!.AsObject(), item["parameters"] as JsonArray));
            }
        }
    }

    public bool IsSwagger2 { get; }

    public List<Operation> Operations { get; } = [];

    /// <summary>What a reference points to; anything else is given back as it is.</summary>
    public JsonObject Resolve(JsonNode node)
    {
        while (node["$ref"] is JsonValue reference)
        {
            node = reference.GetValue<string>().TrimStart('#', '/').Split('/').Aggregate((JsonNode)_root, (at, name) =>
                at[Uri.UnescapeDataString(name).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)]
                ?? throw new InvalidDataException($"The reference {reference} points nowhere."));
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

    /// <summary>The schema of the request's JSON body and whether there must be one. Null schema: none is described.</summary>
    public (JsonNode? Schema, bool Required, IReadOnlyList<string> MediaTypes) Body
    {
        get
        {
            if (Description.IsSwagger2)
            {
                var body = Parameters.FirstOrDefault(parameter => (string?)parameter["in"] == "body");
                return (body?["schema"], (bool?)body?["required"] ?? false, body is null ? [] : Names(_json["consumes"]) is { Count: > 0 } types ? types : ["application/json"]);
            }

            var described = _json["requestBody"] is { } request ? Description.Resolve(request) : null;
            var content = described?["content"] as JsonObject;
            return (content?["application/json"]?["schema"], (bool?)described?["required"] ?? false, content is null ? [] : [.. content.Select(pair => pair.Key)]);
        }
    }

    /// <summary>The values of a path's placeholders; null if the path is not of this route.</summary>
    public Dictionary<string, string>? Match(string method, string path)
    {
        var given = path.Split('/');
        if (method != Method || given.Length != _segments.Length)
        {
            return null;
        }

        var values = new Dictionary<string, string>();
        for (var i = 0; i < given.Length; i++)
        {
            if (IsPlaceholder(_segments[i]) && given[i].Length > 0)
            {
                values[_segments[i].Trim('{', '}', ':')] = Uri.UnescapeDataString(given[i]);
            }
            else if (!string.Equals(_segments[i], Uri.UnescapeDataString(given[i]), StringComparison.Ordinal))
            {
                return null;
            }
        }

        return values;
    }

    /// <summary>What a status answers with; null if the status is not described.</summary>
    public (JsonNode? Schema, IReadOnlyList<string> MediaTypes)? Reply(int status)
    {
        var replies = _json["responses"]!.AsObject();
        if ((replies[$"{status}"] ?? replies["default"]) is not { } found)
        {
            return null;
        }

        var reply = Description.Resolve(found);
        if (Description.IsSwagger2)
        {
            return (reply["schema"], reply["schema"] is null ? [] : Names(_json["produces"]) is { Count: > 0 } types ? types : ["application/json"]);
        }

        var content = reply["content"] as JsonObject;
        return (content?["application/json"]?["schema"], content is null ? [] : [.. content.Select(pair => pair.Key)]);
    }

    private static List<string> Names(JsonNode? list) => [.. (list as JsonArray ?? []).Select(name => name!.GetValue<string>())];

    private static bool IsPlaceholder(string segment) => segment.StartsWith('{') || segment.StartsWith(':');
}
