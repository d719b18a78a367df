using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Cli.Output;

internal sealed record JobRow(string Id, int Number, string Status, string? Command, string? OutputCommitId);

internal sealed record ProjectRow(string Id, string Owner, string Name);

internal sealed record FileRow(string Path, string Key, long SizeBytes);

internal sealed record LogRow(long Timestamp, string Type, string Text);

internal sealed record VersionRow(string Tool, string? Deployment);

internal sealed record ServerRow(string Address, string KeyFile, string User, string DataFolder, int ProcessId);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(JobRow))]
[JsonSerializable(typeof(List<JobRow>))]
[JsonSerializable(typeof(List<ProjectRow>))]
[JsonSerializable(typeof(List<FileRow>))]
[JsonSerializable(typeof(LogRow))]
[JsonSerializable(typeof(VersionRow))]
[JsonSerializable(typeof(ServerRow))]
internal sealed partial class OutputJson : JsonSerializerContext;
