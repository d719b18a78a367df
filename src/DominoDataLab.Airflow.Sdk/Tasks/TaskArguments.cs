using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Named values: the arguments of the stub call, or the parameters of a run.</summary>
public sealed class TaskArguments
{
    private readonly IReadOnlyDictionary<string, JsonElement> _values;
    private readonly JsonTypes _types;
    private readonly string _kind;

    internal TaskArguments(IReadOnlyDictionary<string, JsonElement> values, JsonTypes types, string kind)
    {
        _values = values;
        _types = types;
        _kind = kind;
    }

    /// <summary>Gets the names.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>Gets a value that indicates whether there is a value with a name.</summary>
    public bool Contains(string name) => _values.ContainsKey(name);

    /// <summary>Gets a value as JSON. If it was not passed, the kind is Undefined.</summary>
    public JsonElement this[string name] => _values.TryGetValue(name, out var value) ? value : default;

    /// <summary>Gets a value, or a default if it was not passed or is null.</summary>
    /// <typeparam name="T">A common type, <see cref="JsonElement"/>, or a type of a context that was added with <c>UseJson</c>.</typeparam>
    /// <exception cref="AirflowException">The value doesn't fit the type.</exception>
    public T? Get<T>(string name, T? defaultValue = default) =>
        this[name] is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } value
            ? _types.Read<T>(value, $"the {_kind} '{name}'")
            : defaultValue;
}
