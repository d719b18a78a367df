using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Airflow.Sdk.Json;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>An argument of the stub call, with its value.</summary>
internal readonly record struct StubArgument(string Name, JsonElement Value, bool FromDefault);

/// <summary>The arguments of the stub call, in the order in which the stub declares them.</summary>
internal sealed class StubArguments(IReadOnlyList<StubArgument> arguments, JsonTypes types)
{
    private IReadOnlyList<StubArgument> _positional = [];

    /// <summary>Gets all arguments.</summary>
    public IReadOnlyList<StubArgument> All { get; } = arguments;

    /// <summary>Checks the number of arguments. Defaults that the task doesn't declare are left out.</summary>
    /// <exception cref="AirflowException">The stub call and the task don't have the same number of arguments.</exception>
    public StubArguments Expect(int count)
    {
        _positional = All.Count == count ? All : [.. All.Where(argument => !argument.FromDefault)];
        return _positional.Count == count
            ? this
            : throw new AirflowException(
                $"Could not bind the arguments: the stub call passes {_positional.Count} ({Names()}), but the task takes {count}."
            );
    }

    /// <summary>Gets the value at a position.</summary>
    public T Get<T>(int position) => types.Read<T>(_positional[position].Value, Describe(_positional[position].Name))!;

    /// <summary>Gets the value of a task's only parameter: one argument, or a class whose properties take the arguments by name.</summary>
    public T GetOnly<T>()
    {
        if (types.Find(typeof(T)) is not { Kind: JsonTypeInfoKind.Object } target)
        {
            return Expect(1).Get<T>(0);
        }

        var values = MatchNames(target);
        var explicitOnes = All.Where(argument => !argument.FromDefault).ToList();
        if (values.Count == 0 && explicitOnes.Count == 1)
        {
            return types.Read<T>(explicitOnes[0].Value, Describe(explicitOnes[0].Name))!;
        }

        if (explicitOnes.Find(argument => !values.ContainsKey(argument)) is { Name: not null } unmatched)
        {
            throw new AirflowException(
                $"Could not bind the argument '{unmatched.Name}': {typeof(T).Name} has no such property. "
                    + $"It has {string.Join(", ", target.Properties.Select(property => property.Name))}."
            );
        }

        return types.Read<T>(ToObject(values), "the arguments of the stub call")!;
    }

    private Dictionary<StubArgument, string> MatchNames(JsonTypeInfo target)
    {
        var matches = new Dictionary<StubArgument, string>();
        foreach (var argument in All)
        {
            var property =
                target.Properties.FirstOrDefault(property => property.Name == argument.Name)
                ?? target.Properties.FirstOrDefault(property => Fold(property.Name) == Fold(argument.Name));
            if (property is not null)
            {
                matches[argument] = property.Name;
            }
        }

        return matches;
    }

    private static JsonElement ToObject(Dictionary<StubArgument, string> values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (argument, name) in values)
            {
                writer.WritePropertyName(name);
                WriteValue(writer, argument.Value);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    private static string Fold(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    private static string Describe(string name) => $"the argument '{name}'";

    private string Names() => string.Join(", ", _positional.Select(argument => argument.Name));
}
