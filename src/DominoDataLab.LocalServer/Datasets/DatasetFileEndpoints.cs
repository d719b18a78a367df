using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>What lies in files of datasets and snapshots, whole or in ranges.</summary>
internal sealed class DatasetFileEndpoints(SnapshotEndpoints snapshots)
{
    private static readonly string[] GetAndHead = ["GET", "HEAD"];

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapMethods("/v4/datasetrw/snapshot/{snapshotId}/file/raw", GetAndHead, context => SendAsync(context, context.Request.Query["path"].ToString()));
        app.MapMethods("/v4/datasetrw/snapshot/{snapshotId}/file/{path}", GetAndHead, context => SendAsync(context, context.LastSegments(1)[0]));
    }

    private async Task SendAsync(HttpContext context, string path)
    {
        if (snapshots.Find(context, path) is not FileInfo file || PlainFile.Open(file.FullName) is not { } content)
        {
            throw new ApiException(404, $"There is no file '{path}' in the snapshot.");
        }

        // One opened file is what all of the reply is about, whatever becomes of its name meanwhile.
        await using (content)
        {
            var (tag, modifiedAt) = DatasetFolders.VersionOf(content.SafeFileHandle);
            await TypedResults.Stream(
                content,
                "application/octet-stream",
                context.Request.Query["download"] == "true" ? file.Name : null,
                modifiedAt,
                new EntityTagHeaderValue($"\"{tag}\""),
                enableRangeProcessing: true).ExecuteAsync(context);
        }
    }
}
