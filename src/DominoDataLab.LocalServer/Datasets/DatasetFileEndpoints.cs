using System.Text;
using System.Text.Encodings.Web;
using DominoDataLab.LocalServer.Diagnostics;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>Sends files of datasets and snapshots, whole or in ranges, and deletes and renames single files.</summary>
internal sealed class DatasetFileEndpoints(SnapshotEndpoints snapshots, DatasetStore datasets, DatasetFolders folders) : IEndpointGroup
{
    private const int PreviewBytes = 64 * 1024;
    private static readonly string[] GetAndHead = ["GET", "HEAD"];

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods(
            "/v4/datasetrw/snapshot/{snapshotId}/file/raw",
            GetAndHead,
            context => SendAsync(context, context.Request.Query["path"].ToString())
        );
        app.MapMethods(
            "/v4/datasetrw/snapshot/{snapshotId}/file/{path}",
            GetAndHead,
            context => SendAsync(context, context.LastSegments(1)[0])
        );
        app.MapGet("/v4/datasetrw/snapshot/{snapshotId}/file/preview", PreviewAsync);
        app.MapDelete("/v4/datasetrw/snapshot/{snapshotId}/files", DeleteAsync);
        app.MapPut("/v4/datasetrw/dataset/{datasetId}/rename-file", RenameAsync);
    }

    /// <summary>One opened file is what all of a reply is about, whatever becomes of its name meanwhile.</summary>
    private FileStream Open(HttpContext context, string path) =>
        PlainFile.Open(snapshots.RootOf(context), DatasetFolders.Clean(path))
        ?? throw DomainException.NotFound($"The file '{path}' was not found in the snapshot.");

    private async Task SendAsync(HttpContext context, string path)
    {
        var content = Open(context, path);
        await using (content)
        {
            var (tag, modifiedAt) = DatasetFolders.VersionOf(content.SafeFileHandle);
            await TypedResults
                .Stream(
                    content,
                    "application/octet-stream",
                    context.Request.Query["download"] == "true" ? Path.GetFileName(path.TrimEnd('/')) : null,
                    modifiedAt,
                    new EntityTagHeaderValue($"\"{tag}\""),
                    enableRangeProcessing: true
                )
                .ExecuteAsync(context);
            Telemetry.Sent(context.Response.ContentLength ?? 0);
        }
    }

    /// <summary>Sends the start of a text file as HTML.</summary>
    private async Task PreviewAsync(HttpContext context)
    {
        var path = context.Request.Query["path"].ToString();
        await using var content = Open(context, path);
        var bytes = new byte[PreviewBytes];
        var count = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (bytes.AsSpan(0, count).Contains((byte)0))
        {
            throw DomainException.Invalid($"'{path}' has no preview because it is not a text file.");
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(
            $"<pre>{HtmlEncoder.Default.Encode(Encoding.UTF8.GetString(bytes, 0, count))}</pre>",
            context.RequestAborted
        );
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var (snapshot, dataset) = snapshots.Allowed(context, context.Route("snapshotId"), DatasetRole.Editor);
        datasets.AllowedToChange(context.Caller(), dataset.Id, DatasetRole.Editor);
        if (!snapshot.IsReadWrite)
        {
            throw DomainException.Conflict(
                "A snapshot never changes; delete files of the dataset itself, by the id of its read-write snapshot."
            );
        }

        var paths = (await context.JsonBodyAsync()).Texts("relativePaths").ConvertAll(DatasetFolders.Clean);
        using var turn = await folders.TurnAsync(dataset.Id, context.RequestAborted);
        var head = folders.Head(dataset.Id);
        var removals = paths.ConvertAll(path =>
            path.Length == 0
                ? throw DomainException.Invalid("An empty path is the whole dataset; name what is to be deleted.")
                : RemovalOf(head, path) ?? throw NothingAt(path, dataset)
        );
        removals.ForEach(Change);
    }

    private static Action? RemovalOf(string head, string path)
    {
        if (DatasetFolders.Find(head, path) is not { } entry)
        {
            return DatasetFolders.FindUnreadable(head, path) is { } unreadable ? unreadable.Remove : null;
        }

        return () =>
        {
            // What lies below another of the paths may be gone with it.
            using var folder = HeldFolder.OpenParentOf(head, path);
            if (folder?.PathOf(entry.Name) is not { } target)
            {
                return;
            }

            if (entry is DirectoryInfo)
            {
                FolderRemoval.Remove(target);
            }
            else
            {
                File.Delete(target);
            }
        };
    }

    private async Task RenameAsync(HttpContext context)
    {
        var dataset = datasets.AllowedToChange(context.Caller(), context.Route("datasetId"), DatasetRole.Editor);
        var body = await context.JsonBodyAsync();
        string path = DatasetFolders.Clean(body.RequiredText("relativePath")),
            name = body.RequiredText("newNameWithExtension");
        if (path.Length == 0 || name.Contains('/', StringComparison.Ordinal) || DatasetFolders.Clean(name).Length == 0)
        {
            throw DomainException.Invalid(
                "'relativePath' must name a file or folder of the dataset, and 'newNameWithExtension' be a name without '/'."
            );
        }

        using var turn = await folders.TurnAsync(dataset.Id, context.RequestAborted);
        var head = folders.Head(dataset.Id);
        var entry = DatasetFolders.Find(head, path) ?? throw NothingAt(path, dataset);
        using var folder = HeldFolder.OpenParentOf(head, path) ?? throw NothingAt(path, dataset);
        var target = folder.PathOf(name);
        if (new FileInfo(target).Attributes != (FileAttributes)(-1))
        {
            throw DomainException.Conflict($"There is already something called '{name}' beside '{path}' in the dataset '{dataset.Name}'.");
        }

        Change(() => Directory.Move(folder.PathOf(entry.Name), target));
    }

    private static DomainException NothingAt(string path, DatasetRow dataset) =>
        DomainException.NotFound($"There is nothing at '{path}' in the dataset '{dataset.Name}'.");

    private static void Change(Action change)
    {
        try
        {
            change();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException && !DiskFull.Caused(e))
        {
            throw DomainException.Conflict($"The dataset can't be changed so: {FileProblem.Of(e)}.");
        }
    }
}
