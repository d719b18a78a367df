using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DominoDataLab.Client.Models;

/// <summary>Reads the result of a served function as the caller's type.</summary>
internal static class FunctionResult
{
    /// <exception cref="DominoException">The result is not a <typeparamref name="T"/>.</exception>
    public static T Read<T>(JsonElement result, JsonTypeInfo<T> type)
    {
        // Null is valid for a nullable value type. A nullable reference type cannot be told from a type without null.
        return ReadNullable(result, type) is { } value ? value
            : typeof(T).IsValueType ? default!
            : throw new DominoException(
                $"The function returned null instead of {typeof(T).Name}. If null is a valid result, request a JsonElement."
            );
    }

    /// <exception cref="DominoException">The result is not a <typeparamref name="T"/>.</exception>
    public static T? ReadNullable<T>(JsonElement result, JsonTypeInfo<T> type)
    {
        try
        {
            return result.Deserialize(type);
        }
        catch (JsonException e)
        {
            throw new DominoException(
                $"The result of the function could not be read as {typeof(T).Name}. The value at '{e.Path ?? "$"}' does not fit."
            );
        }
    }
}
