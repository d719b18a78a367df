using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Models;

/// <summary>A model: a function of a project that Domino serves as a web service.</summary>
public sealed record Model
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the description, or null if the reply does not say.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A model that was published, and its first version.</summary>
public sealed record PublishedModel
{
    /// <summary>Gets the ID of the model: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the description, or null if the reply does not have it.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the first version, which is being built.</summary>
    public required ModelVersion Version { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>One version of a model.</summary>
public sealed record ModelVersion
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    /// <summary>Gets the summary of the latest version.</summary>
    public ModelVersionMetadata? Metadata { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>Gets the number in the model, from 1; 0 if the reply does not say.</summary>
    [JsonIgnore]
    public int Number => Metadata?.Number ?? 0;
}

/// <summary>The summary of a version.</summary>
public sealed record ModelVersionMetadata
{
    /// <summary>Gets the number in the model, from 1.</summary>
    public int Number { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The deployment of a version of a model.</summary>
public sealed record ModelVersionState
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the number in the model, from 1.</summary>
    public int? Number { get; init; }

    /// <summary>Gets the ID of the commit that the version serves.</summary>
    public string? CommitId { get; init; }

    /// <summary>Gets the deployment, or null if the version is not served.</summary>
    public ModelDeployment? Deployment { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The deployment of a version: its status.</summary>
/// <param name="Status">The status, such as <c>Running</c>.</param>
/// <param name="IsPending">true if the status is about to change; otherwise, false.</param>
public sealed record ModelDeployment(ModelStatus Status, bool IsPending);

/// <summary>A request to publish a model: its properties and its first version.</summary>
public sealed record PublishModelRequest : PublishModelVersionRequest
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }
}

/// <summary>The function that a version of a model serves.</summary>
public record PublishModelVersionRequest
{
    /// <summary>The file that has the function, such as <c>model.py</c>.</summary>
    public required string File { get; init; }

    /// <summary>Gets the name of the function.</summary>
    public required string Function { get; init; }

    /// <summary>Gets the environment, by ID or by name. If null, the default environment is used. Default: null.</summary>
    public string? Environment { get; init; }

    /// <summary>A description. Default: empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets the files of the project to exclude. Default: none.</summary>
    public IReadOnlyList<string> ExcludeFiles { get; init; } = [];
}

/// <summary>A repository in a container registry.</summary>
public sealed record ModelExportTarget
{
    /// <summary>The registry's host, such as <c>registry.example.com</c>.</summary>
    public required string RegistryHost { get; init; }

    /// <summary>Gets the repository in the registry.</summary>
    public required string Repository { get; init; }

    /// <summary>The image's tag. If null, the server chooses a tag.</summary>
    public string? Tag { get; init; }

    /// <summary>The user of the registry. Optional.</summary>
    public string? UserName { get; init; }

    /// <summary>Gets the password of the user. It is sent to the server and never shown.</summary>
    public string? Password { get; init; }

    /// <summary>Returns the registry, the repository and the tag, without the credential.</summary>
    public override string ToString() => $"{RegistryHost}/{Repository}{(Tag is null ? "" : ":" + Tag)}";
}

/// <summary>The export of a model's image.</summary>
public sealed record ModelExport
{
    /// <summary>Gets the ID of the export: 24 hexadecimal digits.</summary>
    public string? ExportId { get; init; }

    /// <summary>Gets the status: <c>preparing</c>, <c>exporting</c>, and at the end <c>complete</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Gets the reason for the failure, or null.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Gets the logs, if they were requested.</summary>
    public string? Logs { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>true if the export has ended, successfully or not; otherwise, false.</summary>
    [JsonIgnore]
    public bool HasEnded => Status is "complete" or "failed";
}
