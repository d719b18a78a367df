using System.Text.Json;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.TrainingSets;

/// <summary>The changes that a request makes to a training set or a version of it.</summary>
internal sealed record TrainingSetChange
{
    private const int MaxMeta = 1000;
    private static readonly string[] ColumnLists = ["keyColumns", "targetColumns", "excludeColumns", "allColumns"];
    private static readonly string[] MonitoringLists = ["timestampColumns", "categoricalColumns", "ordinalColumns"];

    /// <summary>true if the request has a description, which may be null; otherwise, false.</summary>
    public required bool HasDescription { get; init; }

    public string? Description { get; init; }

    /// <summary>The lists of columns, and the monitoring settings, that the request has.</summary>
    public required JsonObject Columns { get; init; }

    /// <summary>The metadata. If null, the request does not change it.</summary>
    public JsonObject? Meta { get; init; }

    public bool? IsPending { get; init; }

    /// <exception cref="DomainException">A member has another form than it needs.</exception>
    public static TrainingSetChange Read(JsonObject body)
    {
        var columns = new JsonObject();
        foreach (var name in ColumnLists.Where(name => body[name] is not null))
        {
            columns[name] = Names(body[name]!, name);
        }

        if (body["monitoringMeta"] is { } given)
        {
            var monitoring = given as JsonObject ?? throw DomainException.Invalid("'monitoringMeta' must be an object.");
            columns["monitoringMeta"] = new JsonObject(
                MonitoringLists.Select(name =>
                    KeyValuePair.Create(name, (JsonNode?)(monitoring[name] is { } list ? Names(list, name) : new JsonArray()))
                )
            );
        }

        return new TrainingSetChange
        {
            HasDescription = body.ContainsKey("description"),
            Description = body.Text("description"),
            Columns = columns,
            Meta = body["meta"] is null ? null : MetaOf(body, "meta"),
            IsPending = body.Flag("pending"),
        };
    }

    /// <summary>Completes what a new version needs.</summary>
    public TrainingSetChange ForNewVersion()
    {
        var columns = Columns.DeepClone().AsObject();
        foreach (var name in ColumnLists.Where(name => columns[name] is null))
        {
            columns[name] = new JsonArray();
        }

        columns["monitoringMeta"] ??= new JsonObject(MonitoringLists.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonArray())));
        return this with { Columns = columns, Meta = Meta ?? [] };
    }

    /// <summary>Reads a map of strings. Null is an empty one.</summary>
    public static JsonObject MetaOf(JsonObject body, string name) =>
        body[name] switch
        {
            null => [],
            JsonObject { Count: > MaxMeta } => throw DomainException.Invalid($"'{name}' has more than {MaxMeta} members."),
            JsonObject pairs when pairs.All(pair => pair.Value?.GetValueKind() == JsonValueKind.String) => pairs.DeepClone().AsObject(),
            _ => throw DomainException.Invalid($"'{name}' must be an object of strings."),
        };

    /// <summary>The columns of a frame may have numbers as names.</summary>
    private static JsonArray Names(JsonNode list, string name) =>
        list is JsonArray items && items.All(item => item?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number)
            ? items.DeepClone().AsArray()
            : throw DomainException.Invalid($"'{name}' must be an array of column names.");
}
