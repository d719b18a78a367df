using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Environments;

/// <summary>A compute environment: the image, variables and scripts that jobs, apps and models run in.</summary>
public sealed record ComputeEnvironment
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>true if the environment is archived, so that new executions cannot use it; otherwise, false.</summary>
    [JsonPropertyName("archived")]
    public bool IsArchived { get; init; }

    /// <summary>Gets the visibility. Null in lists of older deployments.</summary>
    public EnvironmentVisibility? Visibility { get; init; }

    /// <summary>Gets the owner. Null if the environment belongs to the deployment or the reply does not say.</summary>
    public EnvironmentOwner? Owner { get; init; }

    /// <summary>Gets the types of clusters that it supports, in lowercase: <c>dask</c>, <c>mpi</c>, <c>ray</c>, <c>spark</c>.</summary>
    public IReadOnlyList<string> SupportedClusters
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the latest revision.</summary>
    public EnvironmentRevision? LatestRevision { get; init; }

    /// <summary>Gets the revision that restricted projects use.</summary>
    public EnvironmentRevision? RestrictedRevision { get; init; }

    /// <summary>Gets the revision that all other projects use.</summary>
    public EnvironmentRevision? SelectedRevision { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A revision of an environment's definition.</summary>
public sealed record EnvironmentRevision
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the number in the environment, from 1.</summary>
    public int Number { get; init; }

    /// <summary>Gets the status of the build. Null if the server does not say.</summary>
    public BuildStatus? Status { get; init; }

    /// <summary>Gets the tools that workspaces in the environment offer.</summary>
    public IReadOnlyList<WorkspaceTool> AvailableTools
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The owner of an environment.</summary>
public sealed record EnvironmentOwner
{
    /// <summary>Gets the ID of the user or organization.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name.</summary>
    [JsonPropertyName("username")]
    public required string UserName { get; init; }

    /// <summary>Gets the type: <c>individual</c> or <c>organization</c>.</summary>
    public string? OwnerType { get; init; }
}

/// <summary>The deployment's default environment.</summary>
public sealed record DefaultEnvironment
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the latest revision.</summary>
    public DefaultEnvironmentRevision? LatestRevisionDetails { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The latest revision of the default environment.</summary>
public sealed record DefaultEnvironmentRevision
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the number in the environment, or null if the revision is not built.</summary>
    public int? Number { get; init; }

    /// <summary>Gets the base image, or null.</summary>
    public string? DockerImage { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
