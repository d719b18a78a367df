using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Wire;
using Json.Schema;

namespace DominoDataLab.Airflow.Supervisor.Rules;

/// <summary>Validates messages against Airflow's JSON Schema of one protocol version.</summary>
internal sealed class SchemaRules
{
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    // The library registers what it parses and evaluates in one place for all threads.
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(string Folder, string Version), SchemaRules> Known = [];
    private readonly Dictionary<string, JsonSchema> _messages;

    private SchemaRules(Dictionary<string, JsonSchema> messages) => _messages = messages;

    /// <summary>Reads the schema of a version from a folder, once.</summary>
    public static SchemaRules Read(string folder, string version)
    {
        lock (Gate)
        {
            if (!Known.TryGetValue((folder, version), out var rules))
            {
                Known[(folder, version)] = rules = Parse(folder, version);
            }

            return rules;
        }
    }

    private static SchemaRules Parse(string folder, string version)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, $"supervisor-schema-{version}.json")));
        var definitions = JsonObject.Create(file.RootElement.GetProperty("$defs"))!;
        var messages = new Dictionary<string, JsonSchema>();
        foreach (var (name, definition) in definitions)
        {
            if (definition?["properties"]?["type"]?["const"]?.GetValue<string>() == name)
            {
                var schema = new JsonObject { ["$ref"] = $"#/$defs/{name}", ["$defs"] = definitions.DeepClone() };
                messages[name] = JsonSchema.FromText(schema.ToJsonString());
            }
        }

        return new SchemaRules(messages);
    }

    /// <summary>Gets the names of the messages that have a schema.</summary>
    public IReadOnlyCollection<string> Types => _messages.Keys;

    /// <summary>Gets where the message departs from its schema; nothing if it fits, or if this version has no such message.</summary>
    public IReadOnlyList<string> Flaws(JsonObject message)
    {
        var type = message.Text("type") ?? "";
        if (!_messages.TryGetValue(type, out var schema))
        {
            return [$"The schema has no message '{type}'."];
        }

        using var document = JsonDocument.Parse(message.ToJsonString());
        EvaluationResults result;
        lock (Gate)
        {
            result = schema.Evaluate(document.RootElement, Options);
        }

        return result.IsValid
            ? []
            :
            [
                .. result
                    .Details!.Where(detail => detail.Errors is not null)
                    .SelectMany(detail => detail.Errors!.Select(error => $"{type}{detail.InstanceLocation}: {error.Value}")),
            ];
    }
}
