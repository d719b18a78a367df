using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Tests.Output;

/// <summary>The JSON objects of the tool are those that the page lists.</summary>
public sealed class JsonOutputTests
{
    [Fact]
    public void Every_object_is_on_the_page_with_its_properties()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "cli.md"));
        var documented = page.SkipWhile(line => line != "<!-- json -->")
            .Skip(3)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|'))
            .Select(cells => $"{cells[1].Trim()}: {cells[3].Trim()}");
        Assert.Equal(Objects().Select(type => $"{Name(type)}: {Properties(type)}"), documented);
    }

    private static IEnumerable<JsonTypeInfo> Objects() =>
        [
            OutputJson.Written.DataSourceRow,
            OutputJson.Written.DatasetFileRow,
            OutputJson.Written.DatasetRow,
            OutputJson.Written.DifferenceRow,
            OutputJson.Written.FileRow,
            OutputJson.Written.IgnoredRow,
            OutputJson.Written.JobRow,
            OutputJson.Written.LogRow,
            OutputJson.Written.ObjectRow,
            OutputJson.Written.ProjectRow,
            OutputJson.Written.ServerActivityRow,
            OutputJson.Written.ServerRow,
            OutputJson.Written.ServerStatusRow,
            OutputJson.Written.SnapshotRow,
            OutputJson.Written.SyncActionRow,
            OutputJson.Written.SyncResultRow,
            OutputJson.Written.SyncRow,
            OutputJson.Written.TransferResultRow,
            OutputJson.Written.UserRow,
            OutputJson.Written.NewUserRow,
            OutputJson.Written.VersionRow,
        ];

    private static string Name(JsonTypeInfo type) => type.Type.Name[..^"Row".Length];

    private static string Properties(JsonTypeInfo type) =>
        string.Join(
            ", ",
            type.Properties.Where(property => property.Get is not null)
                .Select(property => $"`{property.Name}` ({Kind(property.PropertyType)})")
        );

    private static string Kind(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Kind(value) + " or null";
        }

        return type == typeof(string) ? "string"
            : type == typeof(bool) ? "boolean"
            : type == typeof(DateTimeOffset) ? "time"
            : type.IsPrimitive ? "number"
            : type.IsGenericType ? $"array of {Kind(type.GetGenericArguments()[0])}"
            : type.Name[..^"Row".Length];
    }
}
