using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>Snapshots, their tags, and what lies in them, by the internal routes.</summary>
internal sealed class SnapshotEndpoints(
    DatasetStore datasets,
    SnapshotStore snapshots,
    ProjectStore projects,
    DatasetFolders folders,
    SnapshotEngine engine
) : IEndpointGroup
{
    /// <summary>Bytes, at 100 MB a second: what a disk does that is not in a hurry.</summary>
    private const long CopiedInAMinute = 6_000_000_000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v4/datasetrw/snapshot", CreateAsync);
        app.MapGet("/v4/datasetrw/snapshot/{snapshotId}", GetAsync);
        app.MapDelete("/v4/datasetrw/snapshot/{snapshotId}", DeleteAsync);
        app.MapGet("/v4/datasetrw/snapshot/active/number", ByNumberAsync);
        app.MapGet("/v4/datasetrw/snapshot/size/{snapshotId}", context => Reply.JsonAsync(context, SizeOf(Readable(context))));
        app.MapGet(
            "/v4/datasetrw/snapshot/limit/{projectId}/{datasetId}",
            context => Reply.JsonAsync(context, snapshots.IsAtLimit(Dataset(context, DatasetRole.Reader).Id))
        );
        app.MapGet("/v4/datasetrw/dataset/snapshot/limit", context => Reply.JsonAsync(context, SnapshotStore.Limit));
        app.MapGet(
            "/v4/datasetrw/datasets/{datasetId}/snapshot/active-readonly-count",
            context =>
                Reply.JsonAsync(
                    context,
                    snapshots.Of(Dataset(context, DatasetRole.Reader).Id).Count(snapshot => snapshot.Status == "Active")
                )
        );
        app.MapPost("/v4/datasetrw/dataset/{datasetId}/tag", AddTagAsync);
        app.MapDelete("/v4/datasetrw/dataset/{datasetId}/tag/{tagName}", context => Reply.JsonAsync(context, View(RemoveTag(context))));
        app.MapGet("/v4/datasetrw/files/{snapshotId}", ListFilesAsync);
        app.MapGet("/v4/datasetrw/snapshot/{snapshotId}/file/meta", FileAsync);
        app.MapGet("/v4/datasetrw/snapshot/{snapshotId}/copy-estimate", CopyEstimateAsync);
    }

    /// <summary>Takes a snapshot of some paths of the head; none is all.</summary>
    public SnapshotRow Create(HttpContext context, string datasetId, JsonObject body)
    {
        var dataset = datasets.AllowedToChange(context.Caller(), datasetId, DatasetRole.Editor);
        var paths = Paths(dataset, body);
        var snapshot = snapshots.Add(dataset, paths.Count == 0 ? null : paths.ToJsonArray(path => path).ToJsonString(), context.Caller());
        engine.Make(snapshot);
        return snapshot;
    }

    public DatasetRow AddTag(HttpContext context, string snapshotId, string tag)
    {
        var dataset = datasets.AllowedToChange(context.Caller(), context.Route("datasetId"), DatasetRole.Editor);
        var snapshot = snapshots.Find(snapshotId);
        if (
            snapshot is null
            || snapshot.DatasetId != dataset.Id
            || snapshot.IsReadWrite
            || snapshot.Status is "MarkedForDeletion" or "Failed"
        )
        {
            throw DomainException.NotFound($"The dataset '{dataset.Name}' has no snapshot '{snapshotId}' that can have a tag.");
        }

        snapshots.AddTag(dataset, snapshot, tag);
        return dataset;
    }

    public DatasetRow RemoveTag(HttpContext context)
    {
        var dataset = datasets.AllowedToChange(context.Caller(), context.Route("datasetId"), DatasetRole.Editor);
        return snapshots.RemoveTag(dataset.Id, context.Route("tagName"))
            ? dataset
            : throw DomainException.NotFound($"The dataset '{dataset.Name}' has no tag '{context.Route("tagName")}'.");
    }

    public SnapshotRow Readable(HttpContext context) => Allowed(context, context.Route("snapshotId"), DatasetRole.Reader).Snapshot;

    private async Task CreateAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        await Reply.JsonAsync(context, DatasetJson.Internal(Create(context, body.RequiredText("datasetId"), body)));
    }

    private Task GetAsync(HttpContext context)
    {
        var (snapshot, dataset) = Allowed(context, context.Route("snapshotId"), DatasetRole.Reader);
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["snapshot"] = DatasetJson.Internal(snapshot),
                ["isReadWrite"] = snapshot.IsReadWrite,
                ["datasetDescription"] = dataset.Description,
            }
        );
    }

    private long SizeOf(SnapshotRow snapshot) =>
        snapshot.IsReadWrite ? DatasetFolders.SizeOf(new DirectoryInfo(folders.Root(snapshot))) : snapshot.SizeBytes;

    private Task CopyEstimateAsync(HttpContext context)
    {
        var bytes = context
            .Request.Query["relativeFilePaths"]
            .DefaultIfEmpty("")
            .Sum(path =>
                Find(context, path ?? "") switch
                {
                    DirectoryInfo folder => DatasetFolders.SizeOf(folder),
                    FileInfo file => file.Length,
                    _ => throw DomainException.NotFound($"There is nothing at '{path}' in the snapshot."),
                }
            );
        return Reply.JsonAsync(
            context,
            new JsonObject { ["isLessThanMinutesEstimate"] = true, ["minutesEstimate"] = (bytes / CopiedInAMinute) + 1 }
        );
    }

    private Task DeleteAsync(HttpContext context)
    {
        var (snapshot, _) = Allowed(context, context.Route("snapshotId"), DatasetRole.Owner);
        if (snapshot.IsReadWrite || snapshot.Status is "Pending" or "Copying")
        {
            throw DomainException.Conflict(
                snapshot.IsReadWrite
                    ? "What is read and written can't be deleted as a snapshot; remove the dataset."
                    : "The snapshot is still being made; delete it when it is active."
            );
        }

        return Reply.JsonAsync(context, DatasetJson.Internal(snapshots.Mark(snapshot, context.Caller())));
    }

    private Task ByNumberAsync(HttpContext context)
    {
        var dataset = datasets.Allowed(context.Caller(), context.Request.Query["datasetId"].ToString(), DatasetRole.Reader);
        var text = context.Request.Query["snapshotNumber"].ToString();
        var number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : throw DomainException.Invalid($"'{text}' is not the number of a snapshot.");
        return Reply.JsonAsync(
            context,
            DatasetJson.Internal(
                snapshots.Of(dataset.Id).Find(snapshot => snapshot.Version == number && snapshot.Status == "Active")
                    ?? throw DomainException.NotFound($"The dataset '{dataset.Name}' has no active snapshot {number}.")
            )
        );
    }

    private async Task AddTagAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        await Reply.JsonAsync(context, View(AddTag(context, body.RequiredText("snapshotId"), body.RequiredText("tag"))));
    }

    private Task ListFilesAsync(HttpContext context)
    {
        var path = context.Request.Query["path"].ToString();
        if (Find(context, path) is not DirectoryInfo folder)
        {
            throw DomainException.NotFound($"The folder '{path}' was not found in the snapshot.");
        }

        // No request can address an unreadable name, so it has no row.
        var (entries, unreadable) = DatasetFolders.List(folder);
        var list = new JsonObject { ["rows"] = entries.ToJsonArray(Row) };
        if (unreadable.Count > 0)
        {
            list["unreadable"] = unreadable.ToJsonArray();
        }

        return Reply.JsonAsync(context, list);
    }

    private static JsonObject Row(FileSystemInfo entry)
    {
        var name = new JsonObject
        {
            ["label"] = entry.Name,
            ["fileName"] = entry.Name,
            ["sortableName"] = entry.Name,
            ["isDirectory"] = entry is DirectoryInfo,
        };
        var size = new JsonObject { ["label"] = "" };
        if (entry is FileInfo file)
        {
            size["label"] = file.Length.ToString(CultureInfo.InvariantCulture) + " B";
            name["sizeInBytes"] = file.Length;
            size["sizeInBytes"] = file.Length;
        }

        return new JsonObject
        {
            ["name"] = name,
            ["size"] = size,
            ["lastModified"] = new DateTimeOffset(entry.LastWriteTimeUtc).ToUnixTimeMilliseconds(),
        };
    }

    private Task FileAsync(HttpContext context)
    {
        var path = context.Request.Query["path"].ToString();
        if (Find(context, path) is not FileInfo file || !DatasetFolders.IsRegular(file.FullName))
        {
            throw DomainException.NotFound($"The file '{path}' was not found in the snapshot.");
        }

        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["name"] = file.Name,
                ["fileSize"] = file.Length,
                ["lastModified"] = new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds(),
            }
        );
    }

    public FileSystemInfo? Find(HttpContext context, string path) => DatasetFolders.Find(RootOf(context), path);

    /// <summary>Gets the folder with the files of the snapshot in the route.</summary>
    /// <exception cref="DomainException">The caller may not read it, or its files cannot be read in its status.</exception>
    public string RootOf(HttpContext context)
    {
        var snapshot = Readable(context);
        return snapshot.Status is "Active" or "MarkedForDeletion"
            ? folders.Root(snapshot)
            : throw DomainException.Conflict($"The snapshot is {snapshot.Status}; its files can be seen when it is Active.");
    }

    private DatasetRow Dataset(HttpContext context, DatasetRole needed) =>
        datasets.Allowed(context.Caller(), context.Route("datasetId"), needed);

    public (SnapshotRow Snapshot, DatasetRow Dataset) Allowed(HttpContext context, string id, DatasetRole needed)
    {
        snapshots.Expire();
        var snapshot = snapshots.Find(id);
        var dataset = snapshot is null ? null : datasets.Find(snapshot.DatasetId);
        return dataset is null || datasets.RoleOf(context.Caller(), dataset) == DatasetRole.None
            ? throw DomainException.NotFound($"The snapshot with the ID '{id}' was not found.")
            : (snapshot!, datasets.Allowed(context.Caller(), dataset.Id, needed));
    }

    private List<string> Paths(DatasetRow dataset, JsonObject body)
    {
        var list = body["relativeFilePaths"] switch
        {
            null => [],
            JsonArray array => array,
            _ => throw DomainException.Invalid("'relativeFilePaths' must be a list of paths; an empty one means all."),
        };
        var head = folders.Head(dataset.Id);
        var paths = list.Select(item =>
            {
                var path =
                    item is JsonValue value && value.TryGetValue<string>(out var text)
                        ? text
                        : throw DomainException.Invalid("'relativeFilePaths' must be an array of strings.");
                return DatasetFolders.Find(head, path) is not null
                    ? DatasetFolders.Clean(path)
                    : throw DomainException.Invalid($"There is nothing at '{path}' in the dataset '{dataset.Name}'.");
            })
            .Distinct()
            .ToList();

        // What is below another of the paths comes with it.
        return paths.Contains("")
            ? []
            : paths.FindAll(path => !paths.Exists(other => path.StartsWith(other + "/", StringComparison.Ordinal)));
    }

    private JsonObject View(DatasetRow dataset) => DatasetJson.View(dataset, snapshots, projects.ById(dataset.ProjectId));
}
