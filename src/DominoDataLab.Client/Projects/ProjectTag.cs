using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Client.Projects;

/// <summary>A tag on a project.</summary>
public sealed record ProjectTag
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>true if the deployment's administrators have approved it; otherwise, false.</summary>
    public bool IsApproved { get; init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>A tag and the time when it was last added to a project.</summary>
public sealed record ProjectTagDetails
{
    /// <summary>Gets the ID: 24 hexadecimal digits.</summary>
    [JsonPropertyName("_id")]
    public required string Id { get; init; }

    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the time when it was last added.</summary>
    [JsonInclude]
    [JsonPropertyName("lastAdded")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset LastAddedAt { get; internal init; }

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>The response after tags were added: a list, or on newer deployments a single tag.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record AddedTags(IReadOnlyList<ProjectTag> Tags)
{
    internal sealed class Converter : JsonConverter<AddedTags>
    {
        public override AddedTags Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(
                reader.TokenType == JsonTokenType.StartArray
                    ? ResponseJson.Read(ref reader, ProjectsJson.Default.ListProjectTag)
                    : [ResponseJson.Read(ref reader, ProjectsJson.Default.ProjectTag)]
            );

        public override void Write(Utf8JsonWriter writer, AddedTags value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, [.. value.Tags], ProjectsJson.Default.ListProjectTag);
    }
}
