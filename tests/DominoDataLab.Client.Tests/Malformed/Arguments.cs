using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DominoDataLab.Client.Tests.Malformed;

/// <summary>Makes arguments with which every operation sends its requests.</summary>
internal static class Arguments
{
    public static object? Make(ParameterInfo parameter, string folder, CancellationToken cancellationToken)
    {
        var type = parameter.ParameterType;
        return type == typeof(CancellationToken) ? cancellationToken
            : parameter.HasDefaultValue && parameter.DefaultValue is null ? null
            : type == typeof(string) ? Text(parameter.Name!, folder)
            : Value(type, parameter.Name!, folder);
    }

    private static object? Value(Type type, string name, string folder)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Value(inner, name, folder);
        }

        if (type == typeof(string))
        {
            return Text(name, folder);
        }

        if (type == typeof(Stream))
        {
            return new MemoryStream([1, 2, 3]);
        }

        if (type == typeof(DateTimeOffset))
        {
            return new DateTimeOffset(2026, 1, name == "to" ? 2 : 1, 0, 0, 0, TimeSpan.Zero);
        }

        if (type == typeof(Client.Jobs.JobId))
        {
            return (Client.Jobs.JobId)Operation.Id;
        }

        if (typeof(System.Text.Json.Nodes.JsonNode).IsAssignableFrom(type))
        {
            return new System.Text.Json.Nodes.JsonObject();
        }

        if (type == typeof(JsonElement))
        {
            return JsonDocument.Parse("{}").RootElement;
        }

        if (type == typeof(JsonTypeInfo<JsonElement>))
        {
            return JsonMetadataServices.CreateValueInfo<JsonElement>(
                new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() },
                JsonMetadataServices.JsonElementConverter
            );
        }

        if (type == typeof(ReadOnlyMemory<byte>))
        {
            return new ReadOnlyMemory<byte>([1, 2, 3]);
        }

        if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments();
            if (arguments.Length == 2)
            {
                var map = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
                map.Add(Value(arguments[0], name == "variables" ? "NAME" : "id", folder)!, Value(arguments[1], name, folder));
                return map;
            }

            var items = Array.CreateInstance(arguments[0], 1);
            items.SetValue(Value(arguments[0], name == "sources" ? name : name.TrimEnd('s'), folder), 0);
            return items;
        }

        // Of an open word the first that is known.
        if (
            type.GetProperties(BindingFlags.Public | BindingFlags.Static).FirstOrDefault(property => property.PropertyType == type) is
            { } word
        )
        {
            return word.GetValue(null);
        }

        if (type.IsPrimitive || type == typeof(decimal))
        {
            return Convert.ChangeType(1, type, System.Globalization.CultureInfo.InvariantCulture);
        }

        if (type.IsValueType || type.GetConstructor(Type.EmptyTypes) is not null)
        {
            var made = Activator.CreateInstance(type)!;
            foreach (
                var property in type.GetProperties()
                    .Where(property => property.CanWrite && property.IsDefined(typeof(RequiredMemberAttribute)))
            )
            {
                property.SetValue(made, Value(property.PropertyType, property.Name, folder));
            }

            return made;
        }

        var constructor = type.GetConstructors().OrderBy(each => each.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(each => Value(each.ParameterType, each.Name!, folder))]);
    }

    private static string Text(string name, string folder) =>
        name switch
        {
            "localPath" or "LocalPath" or "file" or "localFile" => Path.Combine(folder, "a.txt"),
            "sources" or "source" => Path.Combine(folder, "a.txt"),
            "localFolder" or "relativeTo" or "RelativeTo" => folder,
            "path" or "newPath" or "paths" or "File" or "target" => "a.txt",
            "key" => new string('a', 40),
            "folder" or "Folder" => "",
            "version" or "Version" => "1",
            "CronExpression" or "Cron" or "Expression" => "0 0 12 * * ?",
            "dataset" or "user" => Operation.Id,
            _ when name.EndsWith("Id", StringComparison.OrdinalIgnoreCase) => Operation.Id,
            _ when name.Contains("ser", StringComparison.Ordinal) => "ada",
            _ => "x",
        };
}
