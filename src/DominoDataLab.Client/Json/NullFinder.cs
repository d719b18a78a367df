using System.Collections;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace DominoDataLab.Client.Json;

/// <summary>
/// Finds null in a member that is declared not to be null, and a required ID that is not usable. The serializer leaves null there if the
/// JSON has no such property.
/// </summary>
internal static class NullFinder
{
    /// <summary>Returns the JSON path of the first such member, or null if every member has a value.</summary>
    public static string? Find(object value, JsonTypeInfo type, string path = "$") =>
        type.Kind switch
        {
            JsonTypeInfoKind.Object => InObject(value, type, path),
            JsonTypeInfoKind.Enumerable => InList((IEnumerable)value, type, path),
            JsonTypeInfoKind.Dictionary when value is IDictionary map => InMap(map, type, path),
            _ => null,
        };

    private static string? InObject(object value, JsonTypeInfo type, string path)
    {
        foreach (var property in type.Properties)
        {
            if (property.Get is null || property.IsExtensionData || property.PropertyType.IsValueType)
            {
                continue;
            }

            var name = path + JsonPath.Member(property.Name);
            var member = property.Get(value);
            if (member is null)
            {
                if (!property.IsGetNullable)
                {
                    return name;
                }
            }
            else if (member is string text && IsId(property) && (string.IsNullOrWhiteSpace(text) || text is "." or ".."))
            {
                return name;
            }
            else if (Below(member, property.PropertyType, type, name) is { } below)
            {
                return below;
            }
        }

        return null;
    }

    private static string? InList(IEnumerable list, JsonTypeInfo type, string path)
    {
        if (type.ElementType is not { IsValueType: false } elementType)
        {
            return null;
        }

        var index = 0;
        foreach (var element in list)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]");
            if (element is null)
            {
                return name;
            }

            if (Below(element, elementType, type, name) is { } below)
            {
                return below;
            }
        }

        return null;
    }

    private static string? InMap(IDictionary map, JsonTypeInfo type, string path)
    {
        if (type.ElementType is not { IsValueType: false } elementType)
        {
            return null;
        }

        foreach (DictionaryEntry entry in map)
        {
            var name = path + JsonPath.Member(entry.Key.ToString()!);
            if (entry.Value is null)
            {
                return name;
            }

            if (Below(entry.Value, elementType, type, name) is { } below)
            {
                return below;
            }
        }

        return null;
    }

    private static string? Below(object value, Type declared, JsonTypeInfo parent, string path) =>
        value is not string && parent.Options.TryGetTypeInfo(declared, out var type) ? Find(value, type, path) : null;

    // An ID becomes part of the address of the next request.
    private static bool IsId(JsonPropertyInfo property) =>
        (property.IsRequired || property.AssociatedParameter is not null)
        && property.Name is "id" or "_id" or "datasetId" or "readWriteSnapshotId";
}
