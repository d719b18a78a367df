using System.Text.Json;
using System.Text.Json.Nodes;

namespace DominoDataLab.Airflow.Supervisor.Rules;

/// <summary>Replaces known secrets in what goes to the task log. Values of fewer than five characters are not masked.</summary>
internal sealed class SecretMask
{
    private const int ShortestLength = 5;
    private readonly Lock _gate = new();
    private volatile string[] _secrets = [];

    /// <summary>Adds every string of the value.</summary>
    public void Add(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (var (_, item) in map)
                {
                    Add(item);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Add(item);
                }

                break;
            case JsonValue text
                when text.GetValueKind() == JsonValueKind.String && text.GetValue<string>() is { Length: >= ShortestLength } secret:
                lock (_gate)
                {
                    // The longest one first: a secret that contains another one is masked as a whole.
                    _secrets = [.. _secrets.Append(secret).Distinct().OrderByDescending(one => one.Length)];
                }

                break;
        }
    }

    public string Apply(string text) =>
        _secrets.Aggregate(text, (masked, secret) => masked.Replace(secret, "***", StringComparison.Ordinal));

    public void Apply(JsonObject record)
    {
        if (_secrets.Length == 0)
        {
            return;
        }

        foreach (var (key, value) in record.ToArray())
        {
            record[key] = Masked(value);
        }
    }

    private JsonNode? Masked(JsonNode? value) =>
        value switch
        {
            JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Masked(pair.Value)))),
            JsonArray list => new JsonArray([.. list.Select(Masked)]),
            JsonValue text when text.GetValueKind() == JsonValueKind.String => JsonValue.Create(Apply(text.GetValue<string>())),
            _ => value?.DeepClone(),
        };
}
