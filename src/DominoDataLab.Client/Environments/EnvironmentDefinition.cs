using System.Text.Json.Serialization;
using DominoDataLab.Client.Variables;

namespace DominoDataLab.Client.Environments;

/// <summary>The definition from which a revision of an environment is built.</summary>
public record EnvironmentDefinition
{
    /// <summary>The image to start from. If null, the default environment's is used.</summary>
    [JsonPropertyName("image")]
    public string? BaseImage { get; init; }

    /// <summary>Lines of a Dockerfile, added to the image. Default: none.</summary>
    public string DockerfileInstructions { get; init; } = "";

    /// <summary>
    /// Variables that code in the environment sees. Default: none. They are not secret: every user of the environment can read them.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<EnvironmentVariable> EnvironmentVariables
    {
        get => field ?? [];
        init;
    }

    // The routes of environments call a variable's name its key.
    [JsonInclude]
    [JsonPropertyName("environmentVariables")]
    internal IEnumerable<KeyedVariable> KeyedVariables =>
        EnvironmentVariables.Select(variable => new KeyedVariable(variable.Name, variable.Value));

    /// <summary>A shell script, run before Domino sets an execution up. Default: none.</summary>
    public string PreSetupScript { get; init; } = "";

    /// <summary>A shell script, run after Domino has set an execution up. Default: none.</summary>
    public string PostSetupScript { get; init; } = "";

    /// <summary>A shell script, run before the user's code. Default: none.</summary>
    public string PreRunScript { get; init; } = "";

    /// <summary>A shell script, run after the user's code. Default: none.</summary>
    public string PostRunScript { get; init; } = "";

    /// <summary>true to build the image without the build cache; otherwise, false. Default: false.</summary>
    public bool SkipCache { get; init; }

    /// <summary>A summary of the changes in this revision. Default: empty.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Clusters whose workers it can run: <c>dask</c>, <c>mpi</c>, <c>ray</c>, <c>spark</c>; any case. Default: none.</summary>
    public IReadOnlyList<string> SupportedClusters
    {
        get => field ?? [];
        init;
    }

    /// <summary>Tags of the revision. Default: none.</summary>
    public IReadOnlyList<string> Tags
    {
        get => field ?? [];
        init;
    }

    /// <summary>true if executions reach the network through the deployment's VPN; otherwise, false. Default: false.</summary>
    public bool UseVpn { get; init; }

    /// <summary>Tools that workspaces in it offer. Default: none.</summary>
    public IReadOnlyList<WorkspaceTool> WorkspaceTools
    {
        get => field ?? [];
        init;
    }
}

/// <summary>A request to create an environment and its first revision.</summary>
public sealed record CreateEnvironmentRequest : EnvironmentDefinition
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The visibility: <see cref="EnvironmentVisibility.Global"/> (administrators only) or <see cref="EnvironmentVisibility.Private"/>.
    /// </summary>
    public required EnvironmentVisibility Visibility { get; init; }

    /// <summary>A description. Default: empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>true to add Domino's own dependencies to the image; otherwise, false. Default: true.</summary>
    public bool AddBaseDependencies { get; init; } = true;

    /// <summary>true if restricted projects may use it; otherwise, false. Default: false.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>Gets the ID of the organization that owns it. If null, the user owns it.</summary>
    [JsonPropertyName("orgOwnerId")]
    public string? OrganizationOwnerId { get; init; }
}

/// <summary>A tool that workspaces offer, such as JupyterLab.</summary>
public sealed record WorkspaceTool
{
    /// <summary>Gets the name, for programs.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the name, for people.</summary>
    public required string Title { get; init; }

    /// <summary>Gets the scripts in the image that start it.</summary>
    public required IReadOnlyList<string> StartScripts { get; init; }

    /// <summary>Gets the address of its icon. Optional.</summary>
    public string? IconUrl { get; init; }

    /// <summary>Gets the extensions of the files that it opens. Optional.</summary>
    public IReadOnlyList<string>? SupportedFileExtensions { get; init; }

    /// <summary>The address on which the tool listens. If null, it serves no pages.</summary>
    public WorkspaceToolProxy? ProxyConfig { get; init; }
}

/// <summary>The address on which a tool of a workspace listens.</summary>
/// <param name="InternalPath">The path of its start page.</param>
/// <param name="Port">The port.</param>
/// <param name="Rewrite">true if the proxy removes its own path; otherwise, false.</param>
/// <param name="RequireSubdomain">true if the tool needs its own host name; otherwise, false.</param>
public sealed record WorkspaceToolProxy(string InternalPath, int Port, bool Rewrite = false, bool RequireSubdomain = false);

internal sealed record KeyedVariable(string Key, string Value);
