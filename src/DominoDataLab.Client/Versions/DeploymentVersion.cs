using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client;

/// <summary>The version of a deployment, from <c>GET /version</c>.</summary>
public sealed record DeploymentVersion
{
    /// <summary>The release, such as <c>6.2.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The build's ID, if given.</summary>
    public string? BuildId { get; init; }

    /// <summary>The commit that was built, if given.</summary>
    public string? CommitId { get; init; }

    /// <summary>Gets the time when it was built, as the server writes it.</summary>
    public string? Timestamp { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeploymentVersion))]
internal sealed partial class CoreJson : JsonSerializerContext;
