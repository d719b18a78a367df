using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DominoDataLab.Client.Tests.Malformed;

/// <summary>Walks a result: no getter throws, no member is null that is declared not to be, and everything can be shown.</summary>
internal static class ResultCheck
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static string? Fault(object? value, string path, int depth = 0)
    {
        if (value is null or string or JsonElement or JsonNode or Stream or IProgress<object> || depth > 8)
        {
            return null;
        }

        if (value is IEnumerable list)
        {
            var index = 0;
            foreach (var item in list)
            {
                var (key, inner) =
                    item is not null && item.GetType().Name == "KeyValuePair`2"
                        ? (item.GetType().GetProperty("Key")!.GetValue(item), item.GetType().GetProperty("Value")!.GetValue(item))
                        : (index, item);
                if (inner is null)
                {
                    return $"{path}[{key}] is null";
                }

                if (Fault(inner, $"{path}[{key}]", depth + 1) is { } fault)
                {
                    return fault;
                }

                index++;
            }

            return null;
        }

        var type = value.GetType();
        if (type.Assembly != typeof(DominoClient).Assembly)
        {
            return null;
        }

        if (Read(() => value.ToString(), out var text) is { } thrown)
        {
            return $"{path}.ToString() throws {thrown}";
        }

        if (text is null)
        {
            return $"{path}.ToString() is null";
        }

        foreach (
            var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(each => each.GetIndexParameters().Length == 0)
        )
        {
            var name = $"{path}.{property.Name}";
            if (Read(() => property.GetValue(value), out var member) is { } e)
            {
                return $"{name} throws {e}";
            }

            NullabilityState state;
            lock (Nullability)
            {
                state = Nullability.Create(property).ReadState;
            }

            if (member is null && state == NullabilityState.NotNull)
            {
                return $"{name} is null";
            }

            if (Fault(member, name, depth + 1) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? Read(Func<object?> get, out object? value)
    {
        try
        {
            value = get();
            return null;
        }
        catch (Exception e)
        {
            value = null;
            return (e.InnerException ?? e).GetType().Name;
        }
    }
}
