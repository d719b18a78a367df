using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Diagnostics;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Files;

/// <summary>Files, blobs and commits.</summary>
internal sealed class FileEndpoints(ProjectGuard projects, ProjectFiles files, ServerFolders folders, TimeProvider time) : IEndpointGroup
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/projects/{owner}/{project}/commits", ListCommitsAsync);
        app.MapGet("/v4/projects/{projectId}/commits", ListCommitObjectsAsync);
        app.MapGet("/v4/projects/{projectId}/commits/head", HeadAsync);
        app.MapGet("/v1/projects/{owner}/{project}/files/{commitId}/{**path}", ListAsync);
        app.MapGet("/v1/projects/{owner}/{project}/blobs/{key}", BlobAsync);
        app.MapGet("/api/projects/v1/projects/{projectId}/files/{commitId}/{**path}", ContentAsync);
        app.MapPut("/v1/projects/{owner}/{project}/{**path}", UploadAsync);
        app.MapPost("/v4/files/removeFile", RemoveFileAsync);
        app.MapPost("/v4/files/removeFiles", RemoveFilesAsync);
        app.MapPost("/v4/files/moveFileOrFolder", MoveAsync);
    }

    private Task ListCommitsAsync(HttpContext context) =>
        Reply.ListAsync(context, files.Commits(projects.FromNames(context).Id), commit => commit.Id);

    private Task ListCommitObjectsAsync(HttpContext context) =>
        Reply.JsonAsync(context, new JsonArray([.. files.Commits(projects.FromId(context).Id).Select(FileJson.Commit)]));

    private Task HeadAsync(HttpContext context) => Reply.JsonAsync(context, FileJson.Commit(files.HeadCommit(projects.FromId(context).Id)));

    private Task ListAsync(HttpContext context)
    {
        var project = projects.FromNames(context);
        var (found, at) = files.List(project.Id, context.Route("commitId"), PathAfter(context, segments: 6));
        return Reply.JsonAsync(
            context,
            new JsonObject
            {
                ["data"] = found.ToJsonArray(file => new JsonObject
                {
                    ["path"] = file.Path,
                    ["key"] = file.Key,
                    ["size"] = file.Size,
                    ["lastModified"] = at.ToUnixTimeMilliseconds(),
                    ["url"] = $"/v1/projects/{project.OwnerName}/{project.Name}/blobs/{file.Key}",
                }),
            }
        );
    }

    private Task BlobAsync(HttpContext context)
    {
        var key = context.Route("key");
        return SendAsync(
            context,
            files.OpenBlob(projects.FromNames(context).Id, key),
            $"The content '{key}' was not found in this project."
        );
    }

    private Task ContentAsync(HttpContext context)
    {
        // The path is one escaped segment, or its slashes came as they are.
        var path = PathAfter(context, segments: 7);
        if (!path.EndsWith("/content", StringComparison.Ordinal))
        {
            throw DomainException.NotFound("The address of a file's content ends in /content.");
        }

        var file = FilePath.Check(path[..^"/content".Length]);
        var commit = context.Route("commitId");
        return SendAsync(
            context,
            files.Open(projects.FromId(context).Id, commit, file),
            $"The file '{file}' was not found at commit {commit}."
        );
    }

    /// <summary>
    /// The rest of the address, unescaped once: the router decodes all but %2F, which then can't be told from a name's own.
    /// </summary>
    private static string PathAfter(HttpContext context, int segments)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0].Split('/', segments + 2);
        return raw.Length == segments + 2 ? FilePath.Decode(raw[^1]) : "";
    }

    private static async Task SendAsync(HttpContext context, (Stream Content, long Size)? file, string missing)
    {
        if (file is not { } found)
        {
            throw DomainException.NotFound(missing);
        }

        await using (found.Content)
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.ContentLength = found.Size;
            await found.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
            Telemetry.Sent(found.Size);
        }
    }

    private async Task UploadAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var project = projects.FromNames(context);
        var path = FilePath.Check(PathAfter(context, segments: 4));
        var incoming = Path.Combine(folders.Incoming, Ids.New());
        try
        {
            long size;
            await using (var file = new FileStream(incoming, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
            {
                await context.Request.Body.CopyToAsync(file, context.RequestAborted);
                size = file.Length;
                Telemetry.Received(size);
            }

            if (context.Request.ContentLength is { } length && length != size)
            {
                throw DomainException.Invalid($"The body ended after {size} of {length} bytes; nothing is kept.");
            }

            files.Put(project.Id, path, incoming, context.Caller().Name);
            await Reply.JsonAsync(
                context,
                new JsonObject
                {
                    ["path"] = path,
                    ["lastModified"] = time.GetUtcNow().ToUnixTimeMilliseconds(),
                    ["size"] = size,
                },
                201
            );
        }
        finally
        {
            File.Delete(incoming);
        }
    }

    private async Task RemoveFileAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        await RemoveAsync(context, body, [body.RequiredText("pathToRemove")]);
    }

    private async Task RemoveFilesAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var paths =
            body["paths"] is JsonArray { Count: > 0 } given && given.All(path => path is JsonValue text && text.TryGetValue<string>(out _))
                ? given.Select(path => path!.GetValue<string>())
                : throw DomainException.Invalid("'paths' must be an array of strings, at least one.");
        await RemoveAsync(context, body, [.. paths]);
    }

    private Task RemoveAsync(HttpContext context, JsonObject body, IReadOnlyList<string> paths)
    {
        var project = Named(context, body);
        files.Remove(
            project.Id,
            [.. paths.Select(path => FilePath.Check(path.TrimEnd('/'))).Distinct(StringComparer.Ordinal)],
            context.Caller().Name
        );
        return Reply.JsonAsync(context, "Removed");
    }

    private async Task MoveAsync(HttpContext context)
    {
        var body = await context.JsonBodyAsync();
        var project = Named(context, body);
        files.Move(
            project.Id,
            FilePath.Check(body.RequiredText("originPath").TrimEnd('/')),
            FilePath.Check(body.RequiredText("targetPath").TrimEnd('/')),
            body.Flag("isDirectory") ?? throw DomainException.Invalid("'isDirectory' is missing."),
            context.Caller().Name
        );
        await Reply.JsonAsync(context, "Moved");
    }

    private ProjectRow Named(HttpContext context, JsonObject body) =>
        projects.FromNames(context, body.RequiredText("ownerUsername"), body.RequiredText("projectName"));
}
