using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Datasets;

/// <summary>A dataset as lists return it.</summary>
public sealed record Dataset
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    [JsonPropertyName("datasetId")]
    public required string Id { get; init; }

    /// <summary>Gets the name, which is unique in the project.</summary>
    [JsonPropertyName("datasetName")]
    public required string Name { get; init; }

    /// <summary>Gets the description, which may be empty.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the ID of the project.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Gets the time when the dataset was created.</summary>
    [JsonPropertyName("created")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>The description in some responses.</summary>
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

    /// <summary>Gets the name, which is unique in the project.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the description, which may be empty.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the ID of the project.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Gets the status.</summary>
    [JsonPropertyName("lifecycleStatus")]
    public required DatasetStatus Status { get; init; }

    /// <summary>Gets the time when the dataset was created.</summary>
    [JsonPropertyName("createdTime")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the ID of the snapshot with the current files, which can be written.</summary>
    public required string ReadWriteSnapshotId { get; init; }

    /// <summary>Gets the IDs of the snapshots.</summary>
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
    /// <summary>Gets the name. The server accepts letters, digits, <c>-</c> and <c>_</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the description. Default: empty.</summary>
    public string Description { get; init; } = "";
}

/// <summary>The changes to a dataset.</summary>
public sealed record UpdateDatasetRequest
{
    /// <summary>Gets the new name. If null or empty, the name is not changed.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the new description. If null or empty, the description is not changed.</summary>
    public string? Description { get; init; }
}

internal sealed record CreateDatasetBody(string DatasetName, string Description, string ProjectId);

internal sealed record DatasetOfSnapshotBody(string Name, string Description, string SnapshotId);

internal sealed record DatasetEnvelope(PublishedDataset Dataset);

/// <summary>A dataset as the published routes return it.</summary>
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
