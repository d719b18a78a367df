using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Diagnostics;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Datasets.Uploads;

/// <summary>Uploads into a dataset, chunk by chunk, by the internal routes.</summary>
internal sealed class UploadEndpoints(DatasetStore datasets, UploadKeeper uploads, Database database) : IEndpointGroup
{
    private const string Base = "/v4/datasetrw/datasets/{datasetId}/snapshot/file";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(Base + "/start", StartAsync);
        app.MapGet(Base + "/test", TestAsync);
        app.MapPost(Base, ReceiveAsync);
        app.MapGet(Base + "/end/{uploadKey}", EndAsync);
        app.MapGet(Base + "/cancel/{uploadKey}", CancelAsync);
        app.MapGet("/v4/datasetrw/snapshot/upload/{uploadKey}", GetAsync);
        app.MapPost("/v4/datasetrw/dataset/file/normalized", NormalizeAsync);
    }

    private async Task StartAsync(HttpContext context)
    {
        var dataset = Changeable(context);
        var body = await context.JsonBodyAsync();
        body.Texts("filePaths");
        var setting = body.Text("fileCollisionSetting") ?? nameof(Collision.Ignore);
        var collision = setting switch
        {
            "Ignore" => Collision.Ignore,
            "Overwrite" => Collision.Overwrite,
            "Rename" => Collision.Rename,
            _ => throw DomainException.Invalid($"'fileCollisionSetting' is '{setting}'; it must be Ignore, Overwrite or Rename."),
        };
        await Reply.JsonAsync(context, uploads.Start(dataset, collision, DatasetFolders.Clean(body.Text("targetRelativePath") ?? "")).Key);
    }

    private Task TestAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var session = Session(context);
        var (number, _) = Chunk.Place(query);
        context.Response.StatusCode = session.Has(Chunk.Text(query, "resumableIdentifier"), number, Chunk.ReadChecksum(query)) ? 200 : 204;
        return Task.CompletedTask;
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        var session = Session(context);
        var chunk = Chunk.Read(context.Request.Query);
        using var body = new ChunkBody(context, chunk);
        await session.ReceiveAsync(chunk, body, context.RequestAborted);
        Telemetry.Received(chunk.Size);
        await Reply.JsonAsync(context, session.Row.Key);
    }

    private async Task EndAsync(HttpContext context)
    {
        var key = OfDataset(context.Route("uploadKey"), Changeable(context));
        var target = context.Request.Query["targetRelativePath"] switch
        {
            [] => null,
            [var folder] => DatasetFolders.Clean(folder ?? ""),
            _ => throw DomainException.Invalid("The query must have 'targetRelativePath' once, or not at all."),
        };
        await uploads.EndAsync(key, target, context.RequestAborted);
        await Reply.JsonAsync(context, "uploads/" + key);
    }

    private async Task CancelAsync(HttpContext context) =>
        await uploads.CancelAsync(OfDataset(context.Route("uploadKey"), Changeable(context)), context.RequestAborted);

    private Task GetAsync(HttpContext context)
    {
        var row = uploads.Find(context.Route("uploadKey"));
        if (datasets.Find(row.DatasetId) is not { } dataset || datasets.RoleOf(context.Caller(), dataset) == DatasetRole.None)
        {
            throw UploadKeeper.NoUpload(row.Key);
        }

        datasets.AllowedToChange(context.Caller(), row.DatasetId, DatasetRole.Editor);
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["id"] = row.Key,
                ["uploadKey"] = row.Key,
                ["datasetId"] = row.DatasetId,
                ["lastTouched"] = uploads.Use(row.Key).TouchedAt.ToUnixTimeMilliseconds(),
            }
        );
    }

    private static async Task NormalizeAsync(HttpContext context) =>
        await Reply.ListAsync(context, (await context.JsonBodyAsync()).Texts("fileNames"), name => DatasetFolders.Clean(name));

    private DatasetRow Changeable(HttpContext context) =>
        datasets.AllowedToChange(context.Caller(), context.Route("datasetId"), DatasetRole.Editor);

    private UploadSession Session(HttpContext context)
    {
        string key = Chunk.Text(context.Request.Query, "key"),
            dataset = context.Route("datasetId");
        var version = database.Version;
        if (uploads.Opened(key) is { } known && known.Row.DatasetId == dataset)
        {
            known.Allow(context.Caller().Id, version, () => Changeable(context));
        }
        else
        {
            OfDataset(key, Changeable(context));
        }

        return uploads.Use(key);
    }

    private string OfDataset(string key, DatasetRow dataset) =>
        uploads.Find(key).DatasetId == dataset.Id ? key : throw UploadKeeper.NoUpload(key);
}
