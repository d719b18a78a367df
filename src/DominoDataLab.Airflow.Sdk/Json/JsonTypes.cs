using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DominoDataLab.Airflow.Sdk.Json;

/// <summary>The types that can be exchanged with Airflow: common types, and those of the contexts that a bundle adds.</summary>
internal sealed class JsonTypes
{
    // Prepared when they are needed: Airflow waits for the connection, not for serializers.
    private readonly List<Lazy<JsonSerializerOptions>> _added = [];

    /// <summary>Adds the types of a context. Each context keeps its own options, such as its naming policy.</summary>
    public void Add(JsonSerializerContext context) => _added.Add(new Lazy<JsonSerializerOptions>(() => Prepare(context)));

    /// <summary>Finds how a type is read.</summary>
    public JsonTypeInfo<T> Get<T>()
    {
        var info = AirflowJsonContext.Default.GetTypeInfo(typeof(T)) ?? Find(typeof(T));
        return info as JsonTypeInfo<T>
            ?? throw new AirflowException(
                $"The type {typeof(T)} is unknown. Add it to a JsonSerializerContext and pass the context to UseJson."
            );
    }

    /// <summary>Finds how a type of the added contexts is read, or null if no context has it.</summary>
    public JsonTypeInfo? Find(Type type)
    {
        foreach (var options in _added)
        {
            if (options.Value.TryGetTypeInfo(type, out var info))
            {
                return info;
            }
        }

        return null;
    }

    /// <summary>Gets the JSON names of an added class's properties, or null if the type was not added as a class.</summary>
    public IReadOnlyList<string>? FindProperties(Type type) =>
        Find(type) is { Kind: JsonTypeInfoKind.Object } info ? [.. info.Properties.Select(property => property.Name)] : null;

    /// <summary>Reads a value strictly. <paramref name="what"/> names the value in an error.</summary>
    /// <exception cref="AirflowException">The value doesn't fit the type.</exception>
    public T? Read<T>(JsonElement value, string what)
    {
        if (typeof(T) == typeof(JsonElement))
        {
            // It holds a null as well.
            return (T)(object)value;
        }

        var info = Get<T>();
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return default(T) is null
                ? default
                : throw new AirflowException($"Could not read {what}: the value is null, but {typeof(T).Name} can't be null.");
        }

        try
        {
            return value.Deserialize(info);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new AirflowException(
                $"Could not read {what}: expected {typeof(T).Name}, but received a {Describe(value)}. {exception.Message}",
                exception
            );
        }
    }

    /// <summary>Serializes a value of an added context. The result can contain NaN, which is not JSON.</summary>
    public bool TrySerialize(object value, out ReadOnlyMemory<byte> json)
    {
        json = default;
        if (Find(value.GetType()) is not { } info)
        {
            return false;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            JsonSerializer.Serialize(writer, value, info);
        }

        json = buffer.WrittenMemory;
        return true;
    }

    private static JsonSerializerOptions Prepare(JsonSerializerContext context) =>
        new(context.Options) { TypeInfoResolver = context, Converters = { new ExactDoubleConverter(), new ExactSingleConverter() } };

    private static string Describe(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => "Boolean",
            var kind => kind.ToString().ToLowerInvariant(),
        };
}
