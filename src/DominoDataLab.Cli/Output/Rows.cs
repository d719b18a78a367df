using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Cli.Output;

/// <summary>A project.</summary>
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

/// <summary>A dataset.</summary>
internal sealed record DatasetRow(string Id, string Name, string? Description, DateTimeOffset? CreatedAt)
{
    public static Column<DatasetRow>[] Columns { get; } =
    [
        new("Id", row => row.Id),
        new("Dataset", row => row.Name),
        new("Created", row => row.CreatedAt),
        new("Description", row => row.Description),
    ];

    public static DatasetRow From(Dataset dataset) => new(dataset.Id, dataset.Name, dataset.Description, dataset.CreatedAt);
}

/// <summary>A file or folder of a dataset. The size and time of a folder are null.</summary>
internal sealed record DatasetFileRow(string Path, bool IsFolder, long? SizeBytes, DateTimeOffset? ModifiedAt);

/// <summary>A snapshot of a dataset.</summary>
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
        new("Version", row => row.Version, IsNumber: true),
        new("Status", row => row.Status),
        new("Created", row => row.CreatedAt),
        new("Tags", row => string.Join(", ", row.Tags)),
    ];

    public static SnapshotRow From(DatasetSnapshot snapshot, IReadOnlyList<string> tags) =>
        new(snapshot.Id, snapshot.Version, snapshot.Status.Value, tags, snapshot.CreatedAt, snapshot.SizeBytes);
}

/// <summary>The result of an upload or download.</summary>
internal sealed record TransferResultRow(
    long FilesTransferred,
    long FilesSkipped,
    long FilesRenamed,
    IReadOnlyList<string> FilesLeftOut,
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
        new("Transferred", row => ByteCount.Text(row.BytesTransferred)),
        new("Resumed", row => row.BytesResumed > 0 ? ByteCount.Text(row.BytesResumed) : null),
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
            [.. result.LeftOut.Select(file => file.Path)],
            result.BytesTransferred,
            result.BytesResumed,
            result.Elapsed.TotalSeconds
        );
}

/// <summary>A data source of a local server.</summary>
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

/// <summary>An object of an object store.</summary>
internal sealed record ObjectRow(string Key);

/// <summary>The versions of the tool and, on request, of the deployment.</summary>
internal sealed record VersionRow(string Tool, string? Deployment);

/// <summary>A server, as it is described in its data folder.</summary>
internal sealed record ServerRow(
    string Address,
    string KeyFile,
    string User,
    string DataFolder,
    int ProcessId,
    string? FlightAddress = null
);

/// <summary>A running server. Its activity is null if this user may not see it.</summary>
internal sealed record ServerStatusRow([property: JsonIgnore] ServerRow Server, ServerActivityRow? Activity)
{
    public string Address => Server.Address;

    public string KeyFile => Server.KeyFile;

    public string User => Server.User;

    public string DataFolder => Server.DataFolder;

    public int ProcessId => Server.ProcessId;
}

/// <summary>The activity of a server.</summary>
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

/// <summary>A user that was added, with the user's key.</summary>
internal sealed record NewUserRow(string Name, bool IsAdministrator, string Key)
{
    public static Column<NewUserRow>[] Columns { get; } =
    [new("Name", user => user.Name), new("Administrator", user => user.IsAdministrator ? "yes" : "no"), new("Key", user => user.Key)];
}

/// <summary>A user of a local server. Configured users exist on every start and cannot be removed.</summary>
internal sealed record UserRow(string Name, bool IsAdministrator, bool IsConfigured)
{
    public static Column<UserRow>[] Columns { get; } =
    [
        new("User", row => row.Name),
        new("Administrator", row => row.IsAdministrator ? "yes" : "no"),
        new("Configured", row => row.IsConfigured ? "yes" : "no"),
    ];
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(JobRow))]
[JsonSerializable(typeof(IReadOnlyList<JobRow>))]
[JsonSerializable(typeof(ProjectRow))]
[JsonSerializable(typeof(IReadOnlyList<ProjectRow>))]
[JsonSerializable(typeof(IReadOnlyList<FileRow>))]
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
[JsonSerializable(typeof(NewUserRow))]
[JsonSerializable(typeof(UserRow))]
[JsonSerializable(typeof(IReadOnlyList<UserRow>))]
internal sealed partial class OutputJson : JsonSerializerContext
{
    /// <summary>Does not escape quotation marks in commands, because the output is not part of a web page.</summary>
    public static OutputJson Written { get; } =
        new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
