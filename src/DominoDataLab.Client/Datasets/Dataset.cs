using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Datasets;

/// <summary>A dataset, as lists have it.</summary>
public sealed record Dataset
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    [JsonPropertyName("datasetId")]
    public required string Id { get; init; }

    /// <summary>The name, one of a kind in its project.</summary>
    [JsonPropertyName("datasetName")]
    public required string Name { get; init; }

    /// <summary>The description; may be empty.</summary>
    public string? Description { get; init; }

    /// <summary>The project it belongs to.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Gets the time when it was made.</summary>
    [JsonPropertyName("created")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>Some replies spell the description so.</summary>
    [JsonInclude]
    internal string? DatasetDescription
    {
        get => null;
        init => Description ??= value;
    }
}

/// <summary>A dataset with its status, snapshots and tags.</summary>
public sealed record DatasetDetails
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name, one of a kind in its project.</summary>
    public required string Name { get; init; }

    /// <summary>The description; may be empty.</summary>
    public string? Description { get; init; }

    /// <summary>The project it belongs to.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Gets the status.</summary>
    [JsonPropertyName("lifecycleStatus")]
    public required DatasetStatus Status { get; init; }

    /// <summary>Gets the time when it was made.</summary>
    [JsonPropertyName("createdTime")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The snapshot that is written to: the dataset's present files.</summary>
    public required string ReadWriteSnapshotId { get; init; }

    /// <summary>The snapshots' ids.</summary>
    public IReadOnlyList<string> SnapshotIds
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the dataset's tags and the ID of the snapshot that each one points to.</summary>
    public IReadOnlyDictionary<string, string> Tags
    {
        get => field ?? new Dictionary<string, string>();
        init;
    }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A dataset to create.</summary>
public sealed record CreateDatasetRequest
{
    /// <summary>The name. The server takes letters, digits, <c>-</c> and <c>_</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The description. Default: empty.</summary>
    public string Description { get; init; } = "";
}

/// <summary>The changes to a dataset.</summary>
public sealed record UpdateDatasetRequest
{
    /// <summary>The new name. Null or empty: as it is.</summary>
    public string? Name { get; init; }

    /// <summary>The new description. Null or empty: as it is.</summary>
    public string? Description { get; init; }
}

internal sealed record CreateDatasetBody(string DatasetName, string Description, string ProjectId);

internal sealed record DatasetOfSnapshotBody(string Name, string Description, string SnapshotId);

internal sealed record DatasetEnvelope(PublishedDataset Dataset);

/// <summary>A dataset as the published routes spell it.</summary>
internal sealed record PublishedDataset(string Id, string Name, string? Description, string? ProjectId, DateTimeOffset CreatedAt)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

internal sealed record UpdateDatasetBody(string? DatasetName, string? Description);

internal sealed record CreateSnapshotBody(string DatasetId, IReadOnlyList<string> RelativeFilePaths);

internal sealed record AddTagBody(string SnapshotId, string Tag);

internal sealed record SnapshotSummary(DatasetSnapshot Snapshot);

internal sealed record GrantBody(string TargetId, DatasetRole TargetRole);

internal sealed record GrantsBody(IReadOnlyList<GrantBody> Grants);

internal sealed record GrantTarget(string Id, string UserName);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<Dataset>))]
[JsonSerializable(typeof(DatasetDetails))]
[JsonSerializable(typeof(CreateDatasetBody))]
[JsonSerializable(typeof(DatasetOfSnapshotBody))]
[JsonSerializable(typeof(DatasetEnvelope))]
[JsonSerializable(typeof(UpdateDatasetBody))]
[JsonSerializable(typeof(CreateSnapshotBody))]
[JsonSerializable(typeof(SnapshotSummary))]
[JsonSerializable(typeof(AddTagBody))]
[JsonSerializable(typeof(List<DatasetGrant>))]
[JsonSerializable(typeof(GrantsBody))]
[JsonSerializable(typeof(List<GrantTarget>))]
[JsonSerializable(typeof(DatasetFileList))]
[JsonSerializable(typeof(DatasetFileMetadata))]
[JsonSerializable(typeof(StartUploadBody))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
internal sealed partial class DatasetsJson : JsonSerializerContext;
