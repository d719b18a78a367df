using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Json;
using DominoDataLab.Client.LocalFiles;
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

    /// <summary>Lists the IDs of all commits, newest first. <c>GET /v1/projects/{owner}/{project}/commits</c>.</summary>
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

    /// <summary>Gets the ID of the latest commit. <c>GET /v4/projects/{projectId}/commits/head</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(HeadRoute)]
    public async Task<string> GetHeadAsync(CancellationToken cancellationToken = default)
    {
        var id = await _project.GetIdAsync(cancellationToken).ConfigureAwait(false);
        return (await _http.GetJsonAsync(HeadRoute, [id], [], FilesJson.Default.HeadCommit, cancellationToken).ConfigureAwait(false)).Id;
    }

    /// <summary>Lists the files in a folder and its subfolders. <c>GET
    /// /v1/projects/{owner}/{project}/files/{commitId}/{path}</c>.</summary>
    /// <param name="folder">The folder, such as <c>results</c>. If empty, all files are listed.</param>
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

    /// <summary>Uploads a local file. The upload is a commit, unless the project already has the same content.</summary>
    /// <remarks><c>PUT /v1/projects/{owner}/{project}/{path}</c>. The file is streamed. It is sent again after a transient error, unless
    /// it is a pipe.</remarks>
    /// <param name="localPath">The local file.</param>
    /// <param name="path">The target path below <see cref="ProjectUploadOptions.Folder"/>, with <c>/</c> on every system. Missing folders
    /// are created.</param>
    /// <param name="options">The options. If null, the defaults are used. <see cref="FileSetOptions.Include"/> and
    /// <see cref="FileSetOptions.Exclude"/> are not used.</param>
    /// <param name="cancellationToken">A token to cancel the upload. The file is then stored completely or not at all.</param>
    /// <returns>A summary of the transfer.</returns>
    /// <exception cref="ArgumentException">The target path is not valid. Nothing was sent.</exception>
    /// <exception cref="FileNotFoundException">The local file was not found. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">The local file is in a folder that the user may not read. Nothing was
    /// sent.</exception>
    /// <exception cref="DominoException">The local file cannot be read, or its size changed while it was sent. Nothing was
    /// stored.</exception>
    /// <exception cref="DominoApiException">The server refused the path or is out of space.</exception>
    [Endpoint(UploadRoute)]
    public Task<TransferResult> UploadAsync(
        string localPath,
        string path,
        ProjectUploadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localPath);
        if (!File.Exists(localPath))
        {
            throw LocalTree.Nothing(localPath, $"The file '{localPath}' was not found.");
        }

        // The bytes of a pipe can be read only once. Those of a file can be sent again: the same bytes do not create another commit.
        var isPipe = SpecialFile.IsAt(localPath);
        return UploadOneAsync(
            new UploadBody(
                () =>
                {
                    var file = new LocalFileStream(localPath, localPath);
                    return (file, file.Size);
                },
                isPipe ? RetryMode.Never : RetryMode.Safe
            ),
            isPipe ? null : new FileInfo(localPath).Length,
            path,
            options,
            cancellationToken
        );
    }

    /// <summary>Uploads a stream as one file. The upload is a commit, unless the project already has the same content.</summary>
    /// <remarks><c>PUT /v1/projects/{owner}/{project}/{path}</c>. The stream stays open. If it cannot seek, it is sent in HTTP chunks and
    /// is not sent again after an error.</remarks>
    /// <param name="content">The content, from the current position of the stream.</param>
    /// <param name="path">The target path below <see cref="ProjectUploadOptions.Folder"/>, with <c>/</c> on every system.</param>
    /// <param name="options">The options. If null, the defaults are used.</param>
    /// <param name="cancellationToken">A token to cancel the upload. The file is then stored completely or not at all.</param>
    /// <returns>A summary of the transfer.</returns>
    /// <exception cref="ArgumentException">The target path is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">The server refused the path or is out of space.</exception>
    [Endpoint(UploadRoute)]
    public Task<TransferResult> UploadAsync(
        Stream content,
        string path,
        ProjectUploadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(content);
        var start = content.CanSeek ? content.Position : 0;
        long? size = content.CanSeek ? content.Length - start : null;
        return UploadOneAsync(
            new UploadBody(
                () =>
                {
                    if (content.CanSeek)
                    {
                        content.Position = start;
                    }

                    return (new LeaveOpenStream(content), size);
                },
                content.CanSeek ? RetryMode.Safe : RetryMode.Never
            ),
            size,
            path,
            options,
            cancellationToken
        );
    }

    /// <summary>Uploads bytes as one file. The upload is a commit, unless the project already has the same content.</summary>
    /// <remarks><c>PUT /v1/projects/{owner}/{project}/{path}</c>.</remarks>
    /// <param name="content">The content. Do not change it before the upload ends.</param>
    /// <param name="path">The target path below <see cref="ProjectUploadOptions.Folder"/>, with <c>/</c> on every system.</param>
    /// <param name="options">The options. If null, the defaults are used.</param>
    /// <param name="cancellationToken">A token to cancel the upload. The file is then stored completely or not at all.</param>
    /// <returns>A summary of the transfer.</returns>
    /// <exception cref="ArgumentException">The target path is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">The server refused the path or is out of space.</exception>
    [Endpoint(UploadRoute)]
    public async Task<TransferResult> UploadAsync(
        byte[] content,
        string path,
        ProjectUploadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(content);
        using var stream = new MemoryStream(content, writable: false);
        return await UploadAsync(stream, path, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Uploads a string as one file, in UTF-8 without a byte order mark.</summary>
    /// <remarks><c>PUT /v1/projects/{owner}/{project}/{path}</c>. The upload is a commit, unless the project already has the same
    /// content.</remarks>
    /// <param name="text">The content.</param>
    /// <param name="path">The target path below <see cref="ProjectUploadOptions.Folder"/>, with <c>/</c> on every system.</param>
    /// <param name="options">The options. If null, the defaults are used.</param>
    /// <param name="cancellationToken">A token to cancel the upload. The file is then stored completely or not at all.</param>
    /// <returns>A summary of the transfer.</returns>
    /// <exception cref="ArgumentException">The target path is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">The server refused the path or is out of space.</exception>
    [Endpoint(UploadRoute)]
    public Task<TransferResult> UploadTextAsync(
        string text,
        string path,
        ProjectUploadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        return UploadAsync(Encoding.UTF8.GetBytes(text), path, options, cancellationToken);
    }

    /// <summary>
    /// Opens a file for reading. Dispose of the stream. <c>GET
    /// /api/projects/v1/projects/{projectId}/files/{commitId}/{path}/content</c>.
    /// </summary>
    /// <param name="path">The path from the project's root.</param>
    /// <param name="commitId">The ID of the commit. If null, the latest commit is used.</param>
    /// <param name="cancellationToken">A token to cancel the request until the response headers arrive.</param>
    /// <exception cref="ArgumentException">The path is not valid (Python: <c>MalformedInputException</c>). Nothing was sent.</exception>
    /// <exception cref="DominoApiException">404: the commit does not have the file.</exception>
    [Endpoint(ContentRoute)]
    public async Task<Stream> OpenReadAsync(string path, string? commitId = null, CancellationToken cancellationToken = default)
    {
        var clean = ProjectPath.Clean(path);
        RefuseBlank(commitId);
        commitId ??= await GetHeadAsync(cancellationToken).ConfigureAwait(false);
        return await OpenAsync(clean, commitId, cancellationToken, RetryMode.Safe).ConfigureAwait(false);
    }

    /// <summary>Opens a content by its key. <c>GET /v1/projects/{owner}/{project}/blobs/{key}</c>.</summary>
    /// <param name="key">40 letters and digits, as <see cref="ListAsync"/> gives them.</param>
    /// <param name="cancellationToken">A token to cancel the request until the response headers arrive.</param>
    /// <exception cref="ArgumentException">The key is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">404: the project does not have this content.</exception>
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

    /// <summary>Reads the content of a file. After a transient error, it is read again from its beginning.</summary>
    internal Task<T> ReadAsync<T>(string path, string commitId, Func<ReplyStream, Task<T>> read, CancellationToken cancellationToken) =>
        new TransferRetry(_http.MaxRetries, _http.Time, _http.Logger).RunAsync(
            async _ =>
            {
                var source = await OpenAsync(path, commitId, cancellationToken).ConfigureAwait(false);
                await using (source.ConfigureAwait(false))
                {
                    return await read(source).ConfigureAwait(false);
                }
            },
            cancellationToken
        );

    /// <summary>Sends the content of a file.</summary>
    /// <param name="path">The target path from the project's root.</param>
    /// <param name="body">The content.</param>
    /// <param name="progress">Receives the bytes as they are sent.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="DominoException">The server kept another number of bytes than were sent.</exception>
    internal async Task<UploadedFile> SendAsync(string path, UploadBody body, FileProgress progress, CancellationToken cancellationToken)
    {
        long? size = null;
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        var uploaded = await _http
            .SendJsonAsync(
                new DominoRequest(UploadRoute, [owner, name, path]) { Content = Open, RetryMode = body.RetryMode },
                FilesJson.Default.UploadedFile,
                cancellationToken
            )
            .ConfigureAwait(false);
        return size is null || uploaded.SizeBytes == size
            ? uploaded
            : throw new DominoException($"'{path}' has {size} bytes, but the server kept {uploaded.SizeBytes}. Upload it again.");

        StreamContent Open()
        {
            progress.Restart();
            (var stream, size) = body.Open();
            var content = new StreamContent(new CountedStream(stream, progress.Moved), 1 << 16);
            content.Headers.ContentLength = size;
            return content;
        }
    }

    private async Task<TransferResult> UploadOneAsync(
        UploadBody body,
        long? size,
        string path,
        ProjectUploadOptions? options,
        CancellationToken cancellationToken
    )
    {
        options ??= new();
        options.Check();
        var target = options.Prefix + ProjectPath.Clean(path);
        var meter = new TransferMeter(options, _http.Time);
        meter.Expect(size ?? 0);
        var uploaded = await SendAsync(target, body, new(meter), cancellationToken).ConfigureAwait(false);
        meter.Completed(new(target, uploaded.SizeBytes, TransferOutcome.Transferred));
        return meter.Finish();
    }

    /// <summary>Opens a file of a commit. The caller retries, unless another mode is given.</summary>
    internal async Task<ReplyStream> OpenAsync(
        string path,
        string commitId,
        CancellationToken cancellationToken,
        RetryMode retryMode = RetryMode.ByCaller
    )
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

    private static void RefuseBlank(string? commitId)
    {
        if (commitId is not null && string.IsNullOrWhiteSpace(commitId))
        {
            throw new ArgumentException("The commit ID is empty. Leave it out to use the latest commit.", nameof(commitId));
        }
    }
}
