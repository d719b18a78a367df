using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Client.Files;

/// <summary>A file of a project at a commit.</summary>
public sealed record ProjectFile
{
    /// <summary>The path from the project's root, without a slash at its beginning.</summary>
    public required string Path { get; init; }

    /// <summary>The key of its content.</summary>
    public required string Key { get; init; }

    /// <summary>Bytes.</summary>
    [JsonPropertyName("size")]
    public long SizeBytes { get; init; }

    /// <summary>When it was last changed, in milliseconds since 1970.</summary>
    [JsonPropertyName("lastModified")]
    public long LastModifiedMilliseconds { get; init; }

    /// <summary>Fields that this library does not know.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}

/// <summary>What the server kept of an upload.</summary>
public sealed record UploadedFile
{
    /// <summary>The path from the project's root.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes.</summary>
    [JsonPropertyName("size")]
    public long SizeBytes { get; init; }

    /// <summary>When it was last changed, in milliseconds since 1970.</summary>
    [JsonPropertyName("lastModified")]
    public long LastModifiedMilliseconds { get; init; }
}

internal sealed record FileList(List<ProjectFile> Data);

internal sealed record HeadCommit(string Id);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FileList))]
[JsonSerializable(typeof(UploadedFile))]
[JsonSerializable(typeof(HeadCommit))]
[JsonSerializable(typeof(List<JsonElement>))]
internal sealed partial class FilesJson : JsonSerializerContext;
