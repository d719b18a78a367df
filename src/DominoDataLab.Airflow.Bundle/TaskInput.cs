using System.Globalization;
using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Bundle;

/// <summary>
/// The input of a task: an argument of the stub call, a parameter of the run, or a field of what the task before it returned whose ID
/// is that of this task with <c>_input</c> behind it. Case and underscores of names don't matter.
/// </summary>
internal sealed class TaskInput
{
    private readonly Dictionary<string, JsonElement> _values = [];

    private TaskInput() { }

    public static async Task<TaskInput> ReadAsync(TaskContext context)
    {
        var input = new TaskInput();
        input.Add(context.Arguments);
        input.Add(context.Params);

        // Airflow 3.3 passes no arguments, and a scheduled run has no configuration.
        var source = $"{context.TaskInstance.TaskId}_input";
        if (context.Arguments.Names.Any())
        {
            return input;
        }

        var returned = await context.XComs.GetAsync<JsonElement>(source, cancellationToken: context.CancellationToken);
        if (returned.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in returned.EnumerateObject())
            {
                input.Add(property.Name, property.Value);
            }
        }

        return input;
    }

    public string Require(string name) => Text(name) ?? throw Missing(name);

    public string? Text(string name) =>
        Find(name) switch
        {
            { ValueKind: JsonValueKind.String } value => value.GetString(),
            { ValueKind: JsonValueKind.Undefined } => null,
            var value => throw Invalid(name, "a string", value),
        };

    /// <summary>Gets a command: a list of strings, or one string.</summary>
    public IReadOnlyList<string> RequireWords(string name)
    {
        var value = Find(name);
        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [
                .. value.EnumerateArray().Select(item => item.GetString()!),
            ],
            JsonValueKind.Undefined => throw Missing(name),
            _ => throw Invalid(name, "a string or an array of strings", value),
        };
    }

    public bool? Flag(string name) =>
        Find(name) switch
        {
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            { ValueKind: JsonValueKind.Undefined } => null,
            var value => throw Invalid(name, "true or false", value),
        };

    public int? Integer(string name) =>
        Find(name) switch
        {
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
            { ValueKind: JsonValueKind.Undefined } => null,
            var value => throw Invalid(name, "an integer", value),
        };

    /// <summary>Gets a number of seconds.</summary>
    public TimeSpan? Seconds(string name) =>
        Find(name) switch
        {
            { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var seconds) && seconds is >= 0 and < 1e9 =>
                TimeSpan.FromSeconds(seconds),
            { ValueKind: JsonValueKind.Undefined } => null,
            var value => throw Invalid(name, "a number of seconds", value),
        };

    /// <summary>Gets one of several words.</summary>
    public T Choice<T>(string name, IReadOnlyDictionary<string, T> choices, T defaultValue) =>
        Text(name) is not { } word ? defaultValue
        : choices.TryGetValue(word, out var choice) ? choice
        : throw new ArgumentException($"Invalid value '{word}' of '{name}'. Use {string.Join(" or ", choices.Keys)}.");

    /// <summary>Gets an object. If it was not passed, the kind is Undefined.</summary>
    public JsonElement Map(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object or JsonValueKind.Undefined } value
            ? value
            : throw Invalid(name, "an object", Find(name));

    private JsonElement Find(string name) => _values.GetValueOrDefault(Fold(name));

    private void Add(TaskArguments source)
    {
        foreach (var name in source.Names)
        {
            Add(name, source[name]);
        }
    }

    // The first source that has a value counts.
    private void Add(string name, JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
        {
            _values.TryAdd(Fold(name), value);
        }
    }

    private static string Fold(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpper(CultureInfo.InvariantCulture);

    private static ArgumentException Missing(string name) =>
        new(
            $"'{name}' is required. Pass it as an argument of the task, in the conf of the DAG run, or as a result of the task '<this "
                + "task>_input'."
        );

    private static ArgumentException Invalid(string name, string expected, JsonElement value) =>
        new($"'{name}' must be {expected}, but it is a {value.ValueKind.ToString().ToLowerInvariant()}.");
}
