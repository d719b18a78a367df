using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Environments;

/// <summary>A compute environment: what the code of a job, app or model runs in.</summary>
public sealed record ComputeEnvironment
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>true if it is archived; then nothing new can use it; otherwise, false.</summary>
    [JsonPropertyName("archived")]
    public bool IsArchived { get; init; }

    /// <summary>Gets the visibility. Null in lists of older deployments.</summary>
    public EnvironmentVisibility? Visibility { get; init; }

    /// <summary>Gets the owner. Null if the environment belongs to the deployment or the reply does not say.</summary>
    public EnvironmentOwner? Owner { get; init; }

    /// <summary>The clusters whose workers it can run, in lower case: <c>dask</c>, <c>mpi</c>, <c>ray</c>, <c>spark</c>.</summary>
    public IReadOnlyList<string> SupportedClusters
    {
        get => field ?? [];
        init;
    }

    /// <summary>The newest revision.</summary>
    public EnvironmentRevision? LatestRevision { get; init; }

    /// <summary>The revision that restricted projects use.</summary>
    public EnvironmentRevision? RestrictedRevision { get; init; }

    /// <summary>The revision that everything else uses.</summary>
    public EnvironmentRevision? SelectedRevision { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>One state of an environment's definition.</summary>
public sealed record EnvironmentRevision
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the number in the environment, from 1.</summary>
    public int Number { get; init; }

    /// <summary>Gets the status of the build. Null if the server does not say.</summary>
    public BuildStatus? Status { get; init; }

    /// <summary>The tools that workspaces in it offer.</summary>
    public IReadOnlyList<WorkspaceTool> AvailableTools
    {
        get => field ?? [];
        init;
    }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>Whose an environment is.</summary>
public sealed record EnvironmentOwner
{
    /// <summary>The user's or organization's id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name.</summary>
    [JsonPropertyName("username")]
    public required string UserName { get; init; }

    /// <summary><c>individual</c> or <c>organization</c>.</summary>
    public string? OwnerType { get; init; }
}

/// <summary>The environment that is taken where none is named.</summary>
public sealed record DefaultEnvironment
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the newest revision.</summary>
    public DefaultEnvironmentRevision? LatestRevisionDetails { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The newest revision of the default environment.</summary>
public sealed record DefaultEnvironmentRevision
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the number in the environment, if it has been built.</summary>
    public int? Number { get; init; }

    /// <summary>The image it starts from, if it names one.</summary>
    public string? DockerImage { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
