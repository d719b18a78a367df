using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Cli.Commands.Files;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Cli.Output;

/// <summary>A job, as the tool writes it. Times are UTC.</summary>
internal sealed record JobRow(string Id, int Number, string Status, string? Title, string? Command, DateTimeOffset? SubmittedAt, DateTimeOffset? EndedAt, string? InputCommitId, string? OutputCommitId, string? Reason)
{
    public static Column<JobRow>[] ListColumns { get; } =
    [
        new("Id", row => row.Id),
        new("Number", row => $"{row.Number}", IsNumber: true),
        new("Status", row => row.Status),
        new("Submitted", row => Time(row.SubmittedAt)),
        new("Title", row => row.Title),
        new("Command", row => row.Command),
    ];

    public static Column<JobRow>[] Columns { get; } =
    [
        new("Job", row => $"{row.Number}"),
        new("Id", row => row.Id),
        new("Status", row => row.Status),
        new("Reason", row => row.Reason),
        new("Title", row => row.Title),
        new("Command", row => row.Command),
        new("Submitted", row => Time(row.SubmittedAt)),
        new("Ended", row => Time(row.EndedAt)),
        new("Input commit", row => row.InputCommitId),
        new("Output commit", row => row.OutputCommitId),
    ];

    public static JobRow From(Job job) => new(
        job.Id,
        job.Number,
        job.Status.Value,
        job.Title,
        job.Command,
        job.StageTime?.SubmittedAt,
        job.StageTime?.CompletedAt,
        job.CommitDetails?.InputCommitId,
        job.OutputCommitId,
        job.AbnormalStatus?.RunFailureMessage ?? job.AbnormalStatus?.RunFailureReason ?? (job.IsCompleted ? null : job.QueuedJobHistoryDetails?.Explanation));

    private static string? Time(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed record ProjectRow(string Id, string Owner, string Name, string? Visibility, string? Description)
{
    public static Column<ProjectRow>[] Columns { get; } =
    [
        new("Id", row => row.Id),
        new("Project", row => $"{row.Owner}/{row.Name}"),
        new("Visibility", row => row.Visibility),
        new("Description", row => row.Description),
    ];

    public static ProjectRow From(Project project) =>
        new(project.Id, project.OwnerUserName ?? "", project.Name, project.Visibility?.Value, project.Description);
}

internal sealed record FileRow(string Path, string Key, long SizeBytes, DateTimeOffset? ModifiedAt);

internal sealed record TransferRow(string Path, string LocalPath, long SizeBytes);

internal sealed record FolderTransferRow(string LocalFolder, long FilesTransferred, long FilesSkipped, long BytesTransferred);

internal sealed record LogRow(long Timestamp, string Type, string Text);

internal sealed record VersionRow(string Tool, string? Deployment);

internal sealed record ServerRow(string Address, string KeyFile, string User, string DataFolder, int ProcessId);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(JobRow))]
[JsonSerializable(typeof(IReadOnlyList<JobRow>))]
[JsonSerializable(typeof(ProjectRow))]
[JsonSerializable(typeof(IReadOnlyList<ProjectRow>))]
[JsonSerializable(typeof(IReadOnlyList<FileRow>))]
[JsonSerializable(typeof(TransferRow))]
[JsonSerializable(typeof(FolderTransferRow))]
[JsonSerializable(typeof(IReadOnlyList<DifferenceRow>))]
[JsonSerializable(typeof(IgnoredRow))]
[JsonSerializable(typeof(SyncRow))]
[JsonSerializable(typeof(IReadOnlyList<SyncActionRow>))]
[JsonSerializable(typeof(LogRow))]
[JsonSerializable(typeof(VersionRow))]
[JsonSerializable(typeof(ServerRow))]
internal sealed partial class OutputJson : JsonSerializerContext
{
    /// <summary>As it is written: a quotation mark in a command stays one, since nobody puts this into a web page.</summary>
    public static OutputJson Written { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
