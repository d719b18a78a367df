using System.Runtime.CompilerServices;
using System.Text.Json;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Json;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>The files of a project and its commits.</summary>
public sealed partial class ProjectFilesClient
{
    private const string CommitsRoute = "GET /v1/projects/{owner}/{project}/commits";
    private const string HeadRoute = "GET /v4/projects/{projectId}/commits/head";
    private const string ListRoute = "GET /v1/projects/{owner}/{project}/files/{commitId}/{**path}";
    private const string UploadRoute = "PUT /v1/projects/{owner}/{project}/{**path}";
    private const string BlobRoute = "GET /v1/projects/{owner}/{project}/blobs/{key}";
    private const string ContentRoute = "GET /api/projects/v1/projects/{projectId}/files/{commitId}/{path}/content";

    private readonly DominoHttp _http;
    private readonly ProjectClient _project;

    internal ProjectFilesClient(DominoHttp http, ProjectClient project) => (_http, _project) = (http, project);

    /// <summary>The ids of all commits, newest first. <c>GET /v1/projects/{owner}/{project}/commits</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(CommitsRoute)]
    public async IAsyncEnumerable<string> ListCommitsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        foreach (
            var commit in await _http
                .GetJsonAsync(CommitsRoute, [owner, name], [], FilesJson.Default.ListJsonElement, Ids, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return commit;
        }

        // Servers list plain IDs. Some descriptions list objects.
        static List<string> Ids(List<JsonElement> commits) =>
            [
                .. commits.Select(
                    (commit, index) =>
                        commit.ValueKind == JsonValueKind.Object
                            ? ResponseJson.Read(commit, FilesJson.Default.HeadCommit, $"$[{index}]").Id
                            : ResponseJson.Read(commit, FilesJson.Default.String, $"$[{index}]")
                ),
            ];
    }

    /// <summary>The id of the newest commit. <c>GET /v4/projects/{projectId}/commits/head</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(HeadRoute)]
    public async Task<string> GetHeadAsync(CancellationToken cancellationToken = default)
    {
        var id = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        return (await _http.GetJsonAsync(HeadRoute, [id], [], FilesJson.Default.HeadCommit, cancellationToken).ConfigureAwait(false)).Id;
    }

    /// <summary>The files below a folder. <c>GET /v1/projects/{owner}/{project}/files/{commitId}/{path}</c>.</summary>
    /// <param name="folder">The folder, such as <c>results</c>; empty: the whole project.</param>
    /// <param name="commitId">The ID of the commit. If null, the latest commit is used.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="ArgumentException">The path is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">404: the project or commit was not found.</exception>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<ProjectFile> ListAsync(
        string folder = "",
        string? commitId = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(folder);
        var path = ProjectPath.CleanFolder(folder);
        RefuseBlank(commitId);
        commitId ??= await GetHeadAsync(cancellationToken).ConfigureAwait(false);
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        foreach (
            var file in (
                await _http
                    .GetJsonAsync(ListRoute, [owner, name, commitId, path], [], FilesJson.Default.FileList, cancellationToken)
                    .ConfigureAwait(false)
            ).Data
        )
        {
            yield return file;
        }
    }

    /// <summary>Uploads a file; the upload is a commit. <c>PUT /v1/projects/{owner}/{project}/{path}</c>.</summary>
    /// <param name="path">The target path from the project's root. Missing folders are created.</param>
    /// <param name="localPath">The file to send. It is streamed.</param>
    /// <param name="cancellationToken">A token to cancel the upload. The file is then stored completely or not at all.</param>
    /// <exception cref="FileNotFoundException">The local file was not found. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">It lies in a folder that may not be looked into; nothing was sent.</exception>
    /// <exception cref="DominoException">The local file can't be read, or changed its size while it was sent; nothing was
    /// stored.</exception>
    /// <exception cref="DominoApiException">The server refused the path or is out of space.</exception>
    [Endpoint(UploadRoute)]
    public Task<UploadedFile> UploadAsync(string path, string localPath, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localPath);
        if (!File.Exists(localPath))
        {
            throw LocalTree.Nothing(localPath, $"The file '{localPath}' was not found.");
        }

        // A file can be opened for each attempt, so the upload can be retried: the same bytes do not create another commit.
        return SendFileAsync(
            path,
            () =>
            {
                var file = new LocalFileStream(localPath, localPath);
                var content = new StreamContent(file, 1 << 16);
                content.Headers.ContentLength = file.Size;
                return content;
            },
            cancellationToken
        );
    }

    /// <summary>Uploads a stream; the upload is a commit. <c>PUT /v1/projects/{owner}/{project}/{path}</c>.</summary>
    /// <param name="path">The target path from the project's root.</param>
    /// <param name="content">The content, from its current position. Without a known length it is sent in chunks. A stream that
    /// can't seek is not sent again after a failure.</param>
    /// <param name="cancellationToken">A token to cancel the upload. The file is then stored completely or not at all.</param>
    /// <exception cref="DominoApiException">The server refused the path or is out of space.</exception>
    [Endpoint(UploadRoute)]
    public Task<UploadedFile> UploadAsync(string path, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var start = content.CanSeek ? content.Position : 0;
        return SendAsync(
            path,
            () =>
            {
                if (content.CanSeek)
                {
                    content.Position = start;
                }

                return new StreamContent(new LeaveOpenStream(content));
            },
            content.CanSeek ? RetryMode.Safe : RetryMode.Never,
            cancellationToken
        );
    }

    /// <summary>
    /// Opens a file for reading; the caller disposes the stream. <c>GET
    /// /api/projects/v1/projects/{projectId}/files/{commitId}/{path}/content</c>.
    /// </summary>
    /// <param name="path">The path from the project's root.</param>
    /// <param name="commitId">The ID of the commit. If null, the latest commit is used.</param>
    /// <param name="cancellationToken">A token to cancel the request until the response headers arrive.</param>
    /// <exception cref="ArgumentException">The path is not valid (Python: <c>MalformedInputException</c>). Nothing was sent.</exception>
    /// <exception cref="DominoApiException">404: the file at that commit was not found.</exception>
    [Endpoint(ContentRoute)]
    public async Task<Stream> OpenReadAsync(string path, string? commitId = null, CancellationToken cancellationToken = default)
    {
        var clean = ProjectPath.Clean(path);
        RefuseBlank(commitId);
        commitId ??= await GetHeadAsync(cancellationToken).ConfigureAwait(false);
        return await OpenAsync(clean, commitId, RetryMode.Safe, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a file's content by its key. <c>GET /v1/projects/{owner}/{project}/blobs/{key}</c>.</summary>
    /// <param name="key">40 letters and digits, as <see cref="ListAsync"/> gives them.</param>
    /// <param name="cancellationToken">A token to cancel the request until the response headers arrive.</param>
    /// <exception cref="ArgumentException">The key is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">404: the content in the project was not found.</exception>
    [Endpoint(BlobRoute)]
    public async Task<Stream> OpenBlobAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        if (key.Length != 40 || !key.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException(
                $"'{key}' is not a valid key of a file's content. Use the key of 40 letters and digits that ListAsync returns.",
                nameof(key)
            );
        }

        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        var reply = await _http
            .SendAsync(new DominoRequest(BlobRoute, [owner, name, key]) { RetryMode = RetryMode.Safe, AllowHtml = true }, cancellationToken)
            .ConfigureAwait(false);
        return await ReplyStream.OpenAsync(reply, BlobRoute, _http.Limits, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Downloads a file to disk, under a temporary name that becomes the right one when all bytes are there.</summary>
    /// <param name="path">The path from the project's root.</param>
    /// <param name="localPath">The path of the local file. An existing file is replaced. Missing folders are created.</param>
    /// <param name="commitId">The commit, such as a job's output commit. If null, the latest is used.</param>
    /// <param name="cancellationToken">A token to cancel the download. Nothing is left behind, and an existing file is not changed.</param>
    /// <returns>The number of bytes that were written.</returns>
    /// <exception cref="DominoApiException">404: the file at that commit was not found.</exception>
    /// <exception cref="DominoConnectionException">Fewer bytes came than the server announced; the earlier file is untouched.</exception>
    public async Task<long> DownloadAsync(
        string path,
        string localPath,
        string? commitId = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localPath);
        var clean = ProjectPath.Clean(path);
        RefuseBlank(commitId);
        var commit = commitId ?? await GetHeadAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(
                clean,
                commit,
                async source =>
                {
                    var expected = source.TellsItsEnd ? null : await SizeOfAsync(clean, commit, cancellationToken).ConfigureAwait(false);
                    return await LocalFile.WriteAsync(source, localPath, cancellationToken, expected).ConfigureAwait(false);
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Reads a file's content, and from its beginning again after a failure that passes.</summary>
    internal Task<T> ReadAsync<T>(string path, string commitId, Func<ReplyStream, Task<T>> read, CancellationToken cancellationToken) =>
        new TransferRetry(_http.MaxRetries, _http.Time, _http.Logger).RunAsync(
            async _ =>
            {
                var source = await OpenAsync(path, commitId, RetryMode.ByCaller, cancellationToken).ConfigureAwait(false);
                await using (source.ConfigureAwait(false))
                {
                    return await read(source).ConfigureAwait(false);
                }
            },
            cancellationToken
        );

    /// <summary>Sends content that can be created again for each attempt.</summary>
    internal Task<UploadedFile> SendFileAsync(string path, Func<HttpContent> content, CancellationToken cancellationToken) =>
        SendAsync(path, content, RetryMode.Safe, cancellationToken);

    private async Task<UploadedFile> SendAsync(
        string path,
        Func<HttpContent> content,
        RetryMode retryMode,
        CancellationToken cancellationToken
    )
    {
        var clean = ProjectPath.Clean(path);
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        return await _http
            .SendJsonAsync(
                new DominoRequest(UploadRoute, [owner, name, clean]) { Content = content, RetryMode = retryMode },
                FilesJson.Default.UploadedFile,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task<ReplyStream> OpenAsync(string path, string commitId, RetryMode retryMode, CancellationToken cancellationToken)
    {
        var id = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        var reply = await _http
            .SendAsync(
                new DominoRequest(ContentRoute, [id, commitId, path]) { RetryMode = retryMode, AllowHtml = DominoRequest.IsHtmlFile(path) },
                cancellationToken
            )
            .ConfigureAwait(false);
        return await ReplyStream.OpenAsync(reply, ContentRoute, _http.Limits, cancellationToken).ConfigureAwait(false);
    }

    private async Task<long?> SizeOfAsync(string path, string commitId, CancellationToken cancellationToken)
    {
        var folder = path[..Math.Max(path.LastIndexOf('/'), 0)];
        return (
            await ListAsync(folder, commitId, cancellationToken)
                .FirstOrDefaultAsync(file => file.Path == path, cancellationToken)
                .ConfigureAwait(false)
        )?.SizeBytes;
    }

    private static void RefuseBlank(string? commitId)
    {
        if (commitId is not null && string.IsNullOrWhiteSpace(commitId))
        {
            throw new ArgumentException("The commit's id is empty; leave it out for the newest.", nameof(commitId));
        }
    }
}
