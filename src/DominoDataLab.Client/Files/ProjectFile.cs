using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>A file of a project at a commit.</summary>
public sealed record ProjectFile
{
    /// <summary>Gets the path from the project's root, without a leading slash.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the key of the content: 40 letters and digits. Files with the same key have the same content.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the size in bytes.</summary>
    [JsonPropertyName("size")]
    public long SizeBytes { get; init; }

    /// <summary>Gets the time when it was last changed.</summary>
    [JsonPropertyName("lastModified")]
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? LastModifiedAt { get; init; }

    /// <summary>Gets the download address, or null if the server does not say.</summary>
#pragma warning disable CA1056 // As the server writes it; some are no whole addresses.
    public string? Url { get; init; }
#pragma warning restore CA1056

    /// <summary>Gets the JSON properties that this version of the library does not map.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }

    internal RemoteFile ToRemoteFile() => new(Path, SizeBytes, LastModifiedAt);
}

/// <summary>An uploaded file as the server stored it.</summary>
internal sealed record UploadedFile([property: JsonRequired] string Path, [property: JsonPropertyName("size")] long SizeBytes);

internal sealed record FileList([property: JsonRequired] List<ProjectFile> Data);

internal sealed record HeadCommit([property: JsonRequired] string Id);

internal sealed record FilesToRemove(string OwnerUsername, string ProjectName, IReadOnlyList<string> Paths);

internal sealed record FileToMove(string OwnerUsername, string ProjectName, string OriginPath, string TargetPath, bool IsDirectory);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(FileList))]
[JsonSerializable(typeof(UploadedFile))]
[JsonSerializable(typeof(HeadCommit))]
[JsonSerializable(typeof(List<JsonElement>))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(FilesToRemove))]
[JsonSerializable(typeof(FileToMove))]
[JsonSerializable(typeof(SyncState))]
internal sealed partial class FilesJson : JsonSerializerContext;
