using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Diagnostics;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace DominoDataLab.LocalServer.Data.Objects.Disk;

/// <summary>Sends and receives objects that are files.</summary>
internal sealed class DiskObjects(Flush flush)
{
    /// <summary>Sends an object, or the range of it that the request asks for.</summary>
    /// <exception cref="DomainException">The object was not found.</exception>
    public static async Task SendAsync(HttpContext context, string root, string key)
    {
        var content = PlainFile.Open(root, FolderKeys.Check(key)) ?? throw DomainException.NotFound($"The object '{key}' was not found.");
        await using (content)
        {
            var (tag, modifiedAt) = DatasetFolders.VersionOf(content.SafeFileHandle);
            await TypedResults
                .Stream(
                    content,
                    "application/octet-stream",
                    lastModified: modifiedAt,
                    entityTag: new EntityTagHeaderValue($"\"{tag}\""),
                    enableRangeProcessing: true
                )
                .ExecuteAsync(context);
            Telemetry.Sent(context.Response.ContentLength ?? 0);
        }
    }

    /// <summary>Stores the body of a request as an object. An object is there as a whole or not at all.</summary>
    /// <exception cref="DomainException">The key is that of a folder, or the body is shorter than announced.</exception>
    public async Task ReceiveAsync(HttpContext context, string root, string key)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        MakeFolder(root, FolderKeys.Check(key));
        using var folder =
            HeldFolder.OpenParentOf(root, key)
            ?? throw DomainException.Conflict($"The folder of '{key}' was removed meanwhile. Try again.");
        var target = folder.PathOf(Path.GetFileName(key));
        if (Directory.Exists(target))
        {
            throw DomainException.Conflict($"'{key}' is a folder of this store. Use another key.");
        }

        var incomplete = folder.PathOf(FolderKeys.IncompletePrefix + Ids.New());
        try
        {
            await WriteAsync(context, incomplete);
            flush.Wait([incomplete]);
            File.Move(incomplete, target, overwrite: true);
            flush.Wait([folder.PathOf(".")]);
        }
        finally
        {
            File.Delete(incomplete);
        }
    }

    private static async Task WriteAsync(HttpContext context, string path)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await context.Request.Body.CopyToAsync(file, context.RequestAborted);
        Telemetry.Received(file.Length);
        if (context.Request.ContentLength is { } length && length != file.Length)
        {
            throw DomainException.Invalid($"The body ended after {file.Length} of {length} bytes. Nothing was stored.");
        }
    }

    /// <summary>Makes the folder of an object. A link or a file on the way is refused.</summary>
    private static void MakeFolder(string root, string key)
    {
        var folder = Directory.CreateDirectory(root).FullName;
        foreach (var name in key.Split('/')[..^1])
        {
            folder = Path.Combine(folder, name);
            var entry = new FileInfo(folder);
            if (entry.Exists || entry.LinkTarget is not null)
            {
                throw DomainException.Conflict(
                    $"'{key}' cannot be stored: '{name}' is an object or a link of this store. Use another key."
                );
            }

            Directory.CreateDirectory(folder);
        }
    }
}
