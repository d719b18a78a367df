using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Data.Objects.Disk;
using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Data.Objects.Datasets;

/// <summary>The files of datasets as objects.</summary>
internal sealed class DatasetObjectEndpoints(DatasetStore datasets, SnapshotStore snapshots, DatasetFolders folders, ServerAddress server)
    : IEndpointGroup
{
    public const string Root = "/v4/datasets/objectstore/datasets";
    private const string Keys = Root + "/{datasetId}/snapshots/{snapshotId}/keys";
    private const int DefaultPageSize = 1000;
    private const int MaxPageSize = 100_000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Keys, ListAsync);
        app.MapMethods(Keys + "/{**key}", ["GET", "HEAD"], SendAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var keys = FolderKeys.List(
            Folder(context),
            context.Request.Query["prefix"].ToString(),
            context.Number("page_size", DefaultPageSize, 1, MaxPageSize)
        );
        return Reply.JsonAsync(context, new JsonObject { ["keys"] = keys.ToJsonArray() });
    }

    private Task SendAsync(HttpContext context)
    {
        const string UrlSuffix = "/url";
        var folder = Folder(context);
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var escaped = path[(path.IndexOf("/keys/", StringComparison.Ordinal) + "/keys/".Length)..];
        var key = Uri.UnescapeDataString(escaped);

        // A file may be called "url" itself, and then it is meant.
        if (escaped.EndsWith(UrlSuffix, StringComparison.Ordinal) && FolderKeys.Find(folder, key) is null)
        {
            var named = path[..^UrlSuffix.Length];
            return FolderKeys.Find(folder, key[..^UrlSuffix.Length]) is null
                ? throw DomainException.NotFound($"The file '{key[..^UrlSuffix.Length]}' was not found in the snapshot.")
                : Reply.JsonAsync(context, new JsonObject { ["url"] = server.PublicAuthority + named });
        }

        return DiskObjects.SendAsync(context, folder, key);
    }

    private string Folder(HttpContext context)
    {
        var dataset = datasets.Allowed(context.Caller(), context.Route("datasetId"), DatasetRole.Reader);
        return snapshots.Find(context.Route("snapshotId")) is { Status: "Active" } snapshot && snapshot.DatasetId == dataset.Id
            ? folders.Root(snapshot)
            : throw DomainException.NotFound($"The dataset '{dataset.Name}' has no snapshot with the ID '{context.Route("snapshotId")}'.");
    }
}
