using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Apps;

/// <summary>An app: a web application of a project that Domino keeps running.</summary>
public sealed record App
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the project's ID.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Gets the status of the latest version.</summary>
    public required AppStatus Status { get; init; }

    /// <summary>Gets the description, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the time when the app was created.</summary>
    [JsonPropertyName("created")]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the time when the app was last changed or started.</summary>
    [JsonPropertyName("lastUpdated")]
    public DateTimeOffset? LastUpdatedAt { get; init; }

    /// <summary>Gets the address at which users open the app. It may be a path of the deployment.</summary>
    public string? OpenUrl { get; init; }

    /// <summary>Gets the address of the running app. It may be a path of the deployment.</summary>
    public string? RunningAppUrl { get; init; }

    /// <summary>Gets the ID of the commit that the app runs.</summary>
    public string? RunningCommitId { get; init; }

    /// <summary>Gets the ID of the latest version. Its log has the same ID.</summary>
    public string? LatestAppInstanceId { get; init; }

    /// <summary>Gets the ID of the hardware tier of the latest version.</summary>
    public string? HardwareTierId { get; init; }

    /// <summary>Gets the ID of the environment of the latest version.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A version of an app: one start of it.</summary>
public sealed record AppVersion
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the status.</summary>
    public AppStatus? Status { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The status of an app. A status that this version does not know is not final.</summary>
/// <param name="Value">The word as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<AppStatus>))]
public readonly record struct AppStatus(string Value) : IOpenWord<AppStatus>
{
    /// <summary>Gets the word as the server writes it. Empty for the default value of this type.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    /// <summary>The app is running.</summary>
    public static AppStatus Running { get; } = new("Running");

    /// <summary>The app was stopped or never started.</summary>
    public static AppStatus Stopped { get; } = new("Stopped");

    /// <summary>The app ended by itself or never listened.</summary>
    public static AppStatus Failed { get; } = new("Failed");

    /// <summary>Domino could not start it.</summary>
    public static AppStatus Error { get; } = new("Error");

    /// <summary>true if an app in this status does not run and will not start again without a user; otherwise, false.</summary>
    public bool IsFinal => Value is "" or "Stopped" or "Failed" or "Error" or "Succeeded";

    /// <summary>Returns the word as the server writes it.</summary>
    public override string ToString() => Value;

    static AppStatus IOpenWord<AppStatus>.From(string value) => new(value);
}

/// <summary>The settings of an app to publish.</summary>
public sealed record PublishAppRequest
{
    /// <summary>Gets the ID of the app. If null, the project's first app is used, which is created if necessary.</summary>
    public string? AppId { get; init; }

    /// <summary>true to stop a running app first and wait until it has stopped; otherwise, false. Default: true.</summary>
    public bool UnpublishRunning { get; init; } = true;

    /// <summary>The hardware tier, by ID or by name. If null, the project's default is used.</summary>
    public string? HardwareTier { get; init; }

    /// <summary>The environment, by ID or by name. If null, the project's default is used.</summary>
    public string? Environment { get; init; }

    /// <summary>Gets the IDs of external volumes to mount. If null, the project's volumes are mounted; if empty, none are.</summary>
    public IReadOnlyList<string>? ExternalVolumeMounts { get; init; }

    /// <summary>Gets the ID of the commit to run. If null, the latest commit is used. Do not set <see cref="Branch"/>, too.</summary>
    public string? CommitId { get; init; }

    /// <summary>Gets the branch of the main git repository. Do not set <see cref="CommitId"/>, too. Optional.</summary>
    public string? Branch { get; init; }
}

/// <summary>The app that was started.</summary>
/// <param name="AppId">The ID of the app.</param>
/// <param name="VersionId">The ID of the version that is starting.</param>
public sealed record PublishedApp(string AppId, string VersionId);
