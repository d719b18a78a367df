using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Cli.Commands.Files;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Cli.Output;

/// <summary>A job, as the tool writes it. Times are UTC.</summary>
internal sealed record JobRow(
    string Id,
    int Number,
    string Status,
    string? Title,
    string? Command,
    DateTimeOffset? SubmittedAt,
    DateTimeOffset? EndedAt,
    string? InputCommitId,
    string? OutputCommitId,
    string? Reason
)
{
    public static Column<JobRow>[] ListColumns { get; } =
    [
        new("Id", row => row.Id),
        new("Number", row => $"{row.Number}", IsNumber: true),
        new("Status", row => row.Status),
        new("Submitted", row => Moment.Text(row.SubmittedAt)),
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
        new("Submitted", row => Moment.Text(row.SubmittedAt)),
        new("Ended", row => Moment.Text(row.EndedAt)),
        new("Input commit", row => row.InputCommitId),
        new("Output commit", row => row.OutputCommitId),
    ];

    public static JobRow From(Job job) =>
        new(
            job.Id,
            job.Number,
            job.Status.Value,
            job.Title,
            job.Command,
            job.StageTime?.SubmittedAt,
            job.StageTime?.CompletedAt,
            job.CommitDetails?.InputCommitId,
            job.OutputCommitId,
            job.Failure?.Message ?? job.Failure?.Reason ?? (job.IsCompleted ? null : job.QueuedJobHistoryDetails?.Explanation)
        );
}

/// <summary>Times as people read them.</summary>
internal static class Moment
{
    public static string? Text(DateTimeOffset? moment) =>
        moment?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
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

internal sealed record DatasetRow(string Id, string Name, string? Description, DateTimeOffset? CreatedAt)
{
    public static Column<DatasetRow>[] Columns { get; } =
    [
        new("Id", row => row.Id),
        new("Dataset", row => row.Name),
        new("Created", row => Moment.Text(row.CreatedAt)),
        new("Description", row => row.Description),
    ];

    public static DatasetRow From(Dataset dataset) => new(dataset.Id, dataset.Name, dataset.Description, dataset.CreatedAt);
}

internal sealed record DatasetFileRow(string Path, bool IsFolder, long? SizeBytes, DateTimeOffset? ModifiedAt);

internal sealed record SnapshotRow(
    string Id,
    int Version,
    string Status,
    IReadOnlyList<string> Tags,
    DateTimeOffset CreatedAt,
    long SizeBytes
)
{
    public static Column<SnapshotRow>[] Columns { get; } =
    [
        new("Id", row => row.Id),
        new("Number", row => $"{row.Version}", IsNumber: true),
        new("Status", row => row.Status),
        new("Created", row => Moment.Text(row.CreatedAt)),
        new("Tags", row => string.Join(", ", row.Tags)),
    ];

    public static SnapshotRow From(DatasetSnapshot snapshot, IReadOnlyList<string> tags) =>
        new(snapshot.Id, snapshot.Version, snapshot.Status.Value, tags, snapshot.CreatedAt, snapshot.SizeBytes);
}

/// <summary>What an upload or download did. An earlier call's bytes are not sent again.</summary>
internal sealed record TransferResultRow(
    long FilesTransferred,
    long FilesSkipped,
    long FilesRenamed,
    long BytesTransferred,
    long BytesResumed,
    double Seconds
)
{
    public static Column<TransferResultRow>[] Columns { get; } =
    [
        new("Files", row => $"{row.FilesTransferred}"),
        new("Skipped", row => row.FilesSkipped > 0 ? $"{row.FilesSkipped}" : null),
        new("Renamed", row => row.FilesRenamed > 0 ? $"{row.FilesRenamed}" : null),
        new("Moved", row => ByteCount.Text(row.BytesTransferred)),
        new("Moved before", row => row.BytesResumed > 0 ? ByteCount.Text(row.BytesResumed) : null),
        new(
            "Time",
            row =>
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{row.Seconds:0.00} s, {ByteCount.Text(row.Seconds > 0 ? row.BytesTransferred / row.Seconds : 0)}/s"
                )
        ),
    ];

    public static TransferResultRow From(TransferResult result) =>
        new(
            result.FilesTransferred,
            result.FilesSkipped,
            result.FilesRenamed,
            result.BytesTransferred,
            result.BytesResumed,
            result.Elapsed.TotalSeconds
        );
}

internal sealed record DataSourceRow(string Id, string Name, string DataSourceType, string? Engine, string? Description, bool IsDeclared)
{
    public static Column<DataSourceRow>[] Columns { get; } =
    [
        new("Id", row => row.Id),
        new("Source", row => row.Name),
        new("Type", row => row.DataSourceType),
        new("Engine", row => row.Engine),
        new("Description", row => row.Description),
    ];
}

internal sealed record ObjectRow(string Key);

internal sealed record LogRow(long Timestamp, string Type, string Text);

internal sealed record VersionRow(string Tool, string? Deployment);

internal sealed record ServerRow(
    string Address,
    string KeyFile,
    string User,
    string DataFolder,
    int ProcessId,
    string? FlightAddress = null
);

/// <summary>A server that runs. What it does is null if this user may not see it.</summary>
internal sealed record ServerStatusRow([property: JsonIgnore] ServerRow Server, ServerActivityRow? Activity)
{
    public string Address => Server.Address;

    public string KeyFile => Server.KeyFile;

    public string User => Server.User;

    public string DataFolder => Server.DataFolder;

    public int ProcessId => Server.ProcessId;
}

/// <summary>What a server does, as it says itself.</summary>
internal sealed record ServerActivityRow(
    string? Version,
    string? PublicAddress,
    long UptimeSeconds,
    int QueuedJobs,
    int RunningJobs,
    int Places,
    long DiskFreeBytes,
    long DiskTotalBytes
);

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
[JsonSerializable(typeof(DatasetRow))]
[JsonSerializable(typeof(IReadOnlyList<DatasetRow>))]
[JsonSerializable(typeof(IReadOnlyList<DatasetFileRow>))]
[JsonSerializable(typeof(SnapshotRow))]
[JsonSerializable(typeof(IReadOnlyList<SnapshotRow>))]
[JsonSerializable(typeof(TransferResultRow))]
[JsonSerializable(typeof(DataSourceRow))]
[JsonSerializable(typeof(IReadOnlyList<DataSourceRow>))]
[JsonSerializable(typeof(IReadOnlyList<ObjectRow>))]
[JsonSerializable(typeof(LogRow))]
[JsonSerializable(typeof(VersionRow))]
[JsonSerializable(typeof(ServerRow))]
[JsonSerializable(typeof(ServerStatusRow))]
[JsonSerializable(typeof(ServerActivityRow))]
internal sealed partial class OutputJson : JsonSerializerContext
{
    /// <summary>As it is written: a quotation mark in a command stays one, since nobody puts this into a web page.</summary>
    public static OutputJson Written { get; } =
        new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
