using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Data.Objects.Disk;
using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Data.Volumes;

/// <summary>Lists volumes and their snapshots, as Domino's remote file system does, and serves their files.</summary>
internal sealed class VolumeEndpoints(SourceStore sources, SourceAccess access, DiskFolders folders, DiskObjects objects, VolumeJson json)
    : IEndpointGroup
{
    private const string Api = "/remotefs/v1";
    private const int DefaultLimit = 1000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Api + "/volumes", VolumesAsync);
        app.MapGet(Api + "/volumes/unique-name/{name}", VolumeAsync);
        app.MapGet(Api + "/snapshots", SnapshotsAsync);
        app.MapMethods(VolumeStore.Root + "{sourceId}/files/{**key}", ["GET", "HEAD", "PUT"], ServeAsync);
    }

    private Task VolumesAsync(HttpContext context)
    {
        // Every volume of this server is active.
        var statuses = context.Request.Query["status"];
        var volumes = statuses.Count == 0 || statuses.Contains("Active") ? Volumes(context) : [];
        return ListAsync(context, volumes, json.Volume);
    }

    private Task VolumeAsync(HttpContext context)
    {
        var name = context.LastSegments(1)[0];
        var volume =
            Volumes(context).FirstOrDefault(volume => volume.Name == name)
            ?? throw DomainException.NotFound($"Volume with unique name {name} does not exist");
        return Reply.JsonAsync(context, json.Volume(volume));
    }

    private Task SnapshotsAsync(HttpContext context)
    {
        var ids = context.Request.Query["volume_id"];
        var snapshots = Volumes(context)
            .Where(volume => ids.Count == 0 || ids.Contains(volume.Id))
            .SelectMany(volume => VolumeSnapshots.Of(folders.Of(volume)).Select(snapshot => (volume, snapshot)))
            .ToList();
        return ListAsync(context, snapshots, pair => json.Snapshot(pair.volume, pair.snapshot.Version, pair.snapshot.Folder));
    }

    private List<DataSourceRow> Volumes(HttpContext context)
    {
        var caller = context.Caller();
        return
        [
            .. sources
                .All()
                .Where(source =>
                    source.Type == VolumeStore.Type && source.Engine == DiskEngine.EngineName && SourceAccess.MayUse(source, caller)
                ),
        ];
    }

    private static Task ListAsync<T>(HttpContext context, List<T> items, Func<T, JsonObject> write)
    {
        var (offset, limit) = context.Page(DefaultLimit);
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["data"] = items.Skip(offset).Take(limit).ToJsonArray(write),
                ["meta"] = new JsonObject
                {
                    ["pagination"] = new JsonObject
                    {
                        ["limit"] = limit,
                        ["offset"] = offset,
                        ["totalCount"] = items.Count,
                    },
                },
            }
        );
    }

    private async Task ServeAsync(HttpContext context)
    {
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var names = path[(path.IndexOf(VolumeStore.Root, StringComparison.Ordinal) + VolumeStore.Root.Length)..].Split('/', 3);
        var source = access.ById(names[0], context.Caller());
        if (source.Type != VolumeStore.Type || source.Engine != DiskEngine.EngineName)
        {
            throw DomainException.NotFound($"The data source '{source.Name}' is not a volume of this server.");
        }

        var key = Uri.UnescapeDataString(names[2]);
        var snapshot = context.Request.Query["snapshot"].ToString();
        var root = VolumeSnapshots.FolderOf(folders.Of(source), snapshot);
        if (!HttpMethods.IsPut(context.Request.Method))
        {
            await DiskObjects.SendAsync(context, root, key);
        }
        else if (snapshot.Length > 0 || source.Settings.Flag("readOnly") == true)
        {
            throw DomainException.Forbidden("Snapshots and read-only volumes cannot be written to.");
        }
        else
        {
            await objects.ReceiveAsync(context, root, key);
        }
    }
}
