using System.Runtime.CompilerServices;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Datasets;

/// <summary>Lists, uploads and downloads files of datasets. Uses unpublished v4 routes.</summary>
/// <remarks>A parameter <c>snapshot</c> is the ID of a snapshot (24 hexadecimal digits) or a tag. If null, the current files are used. A
/// dataset that is given by its name costs one more request. So do the current files, and a tag.</remarks>
public sealed class DatasetFilesClient
{
    private const string ListRoute = "GET /v4/datasetrw/files/{snapshotId}";
    internal const string GetRoute = "GET /v4/datasetrw/snapshot/{snapshotId}/file/meta";
    internal const string ContentRoute = "GET /v4/datasetrw/snapshot/{snapshotId}/file/raw";

    private readonly DominoHttp _http;
    private readonly DatasetsClient _datasets;
    private readonly Func<string, CancellationToken, Task<string>> _idOf;

    internal DatasetFilesClient(DominoHttp http, DatasetsClient datasets, Func<string, CancellationToken, Task<string>> idOf) =>
        (_http, _datasets, _idOf) = (http, datasets, idOf);

    /// <summary>
    /// Lists the files and folders directly in a folder. <c>GET /v4/datasetrw/files/{snapshotId}</c>; the server returns all of them at
    /// once.
    /// </summary>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="folder">The folder, with <c>/</c> on every system. Empty: the root.</param>
    /// <param name="snapshot">The snapshot's ID or tag. If null, the current files are used.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="ArgumentException">The path has an empty part, <c>.</c> or <c>..</c>; nothing was sent.</exception>
    /// <exception cref="DominoNotFoundException">The dataset or the tag was not found.</exception>
    /// <exception cref="DominoApiException">404: the dataset, snapshot or folder was not found.</exception>
    [Endpoint(ListRoute)]
    public async IAsyncEnumerable<DatasetFile> ListAsync(
        string dataset,
        string folder = "",
        string? snapshot = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(folder);
        var path = folder.Trim('/').Length == 0 ? "" : DatasetPath.Clean(folder);
        var id = await FindSnapshotAsync(dataset, snapshot, cancellationToken).ConfigureAwait(false);
        await foreach (var file in FetchAsync(id, path, cancellationToken).ConfigureAwait(false))
        {
            yield return file;
        }
    }

    /// <summary>Gets the size and time of a file. <c>GET /v4/datasetrw/snapshot/{snapshotId}/file/meta</c>.</summary>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="path">The file, with <c>/</c> on every system.</param>
    /// <param name="snapshot">The snapshot's ID or tag. If null, the current files are used.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="ArgumentException">The path is empty, or has an empty part, <c>.</c> or <c>..</c>; nothing was sent.</exception>
    /// <exception cref="DominoNotFoundException">The dataset or the tag was not found.</exception>
    /// <exception cref="DominoApiException">404: the dataset, snapshot or file was not found.</exception>
    [Endpoint(GetRoute)]
    public async Task<DatasetFile> GetAsync(
        string dataset,
        string path,
        string? snapshot = null,
        CancellationToken cancellationToken = default
    )
    {
        var file = DatasetPath.Clean(path);
        var id = await FindSnapshotAsync(dataset, snapshot, cancellationToken).ConfigureAwait(false);
        var metadata = await _http
            .GetJsonAsync(GetRoute, [id], [("path", file)], DatasetsJson.Default.DatasetFileMetadata, cancellationToken)
            .ConfigureAwait(false);
        return new DatasetFile
        {
            Path = file,
            SizeBytes = metadata.FileSize,
            LastModified = metadata.LastModified,
        };
    }

    /// <summary>
    /// Opens a file for reading. Dispose of the stream. <c>GET /v4/datasetrw/snapshot/{snapshotId}/file/raw</c>.
    /// </summary>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="path">The file, with <c>/</c> on every system.</param>
    /// <param name="snapshot">The snapshot's ID or tag. If null, the current files are used.</param>
    /// <param name="cancellationToken">A token to cancel the request until the response headers arrive.</param>
    /// <exception cref="ArgumentException">The path is empty, or has an empty part, <c>.</c> or <c>..</c>; nothing was sent.</exception>
    /// <exception cref="DominoNotFoundException">The dataset or the tag was not found.</exception>
    /// <exception cref="DominoApiException">404: the dataset, snapshot or file was not found.</exception>
    [Endpoint(ContentRoute)]
    public async Task<Stream> OpenReadAsync(
        string dataset,
        string path,
        string? snapshot = null,
        CancellationToken cancellationToken = default
    )
    {
        var file = DatasetPath.Clean(path);
        var id = await FindSnapshotAsync(dataset, snapshot, cancellationToken).ConfigureAwait(false);
        var reply = await _http
            .SendAsync(
                new DominoRequest(ContentRoute, [id])
                {
                    Query = [("path", file), ("download", "true")],
                    RetryMode = RetryMode.Safe,
                    AllowHtml = DominoRequest.IsHtmlFile(file),
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return await ReplyStream.OpenAsync(reply, ContentRoute, _http.Limits, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Uploads a file, a folder with all its files, or the files that match a pattern. They appear in the dataset together at the
    /// end, or not at all.</summary>
    /// <remarks>Links to folders are not followed. A link to a file stands for the file. Empty folders are left out. Paths in the dataset
    /// are relative to <see cref="DatasetUploadOptions.RelativeTo"/>. Files are cut into chunks, which are read once, hashed and sent
    /// several at a time. If the process is killed or the server is no longer reachable, the chunks that have arrived stay on the server,
    /// and a journal stays in the cache folder of the user. The same call then resumes, as long as the server keeps the session. After any
    /// other error, the chunks are discarded. They are also discarded after a cancellation, unless
    /// <see cref="DatasetUploadOptions.KeepWhenCancelled"/> is set.
    /// <para><c>POST /v4/datasetrw/datasets/{datasetId}/snapshot/file/start</c>; for each chunk <c>POST
    /// /v4/datasetrw/datasets/{datasetId}/snapshot/file</c>; <c>GET /v4/datasetrw/datasets/{datasetId}/snapshot/file/end/{uploadKey}</c>.
    /// For a session that an earlier call left <c>GET /v4/datasetrw/snapshot/upload/{uploadKey}</c>, for chunks that may be there <c>GET
    /// /v4/datasetrw/datasets/{datasetId}/snapshot/file/test</c>, after a failure <c>GET
    /// /v4/datasetrw/datasets/{datasetId}/snapshot/file/cancel/{uploadKey}</c>. Unless the policy is to overwrite, <c>GET
    /// /v4/datasetrw/files/{snapshotId}</c> for each folder.</para></remarks>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="localPath">A file, a folder, or a pattern such as <c>data/**/*.csv</c> (<c>?</c> is one character, <c>*</c> any but a
    /// slash, <c>**</c> any at all).</param>
    /// <param name="options">The upload options. If null, the defaults are used, and a file name that already exists is an error.</param>
    /// <param name="cancellationToken">A token to cancel the upload within a second. Nothing is stored. If the upload was being finalized,
    /// the same call completes it.</param>
    /// <returns>A summary of what was done.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the target is not a valid path. Nothing was sent.</exception>
    /// <exception cref="FileNotFoundException">The path was not found. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException"><see cref="DatasetUploadOptions.RelativeTo"/> is not a folder. Nothing was
    /// sent.</exception>
    /// <exception cref="DominoNotFoundException">The dataset was not found.</exception>
    /// <exception cref="DominoExistsException">A file name exists and the policy is to fail. Nothing is stored.</exception>
    /// <exception cref="DominoException">A file changed while it was sent. Nothing is stored.</exception>
    /// <exception cref="UnauthorizedAccessException">A file or folder may not be read. It is named. Nothing is stored.</exception>
    /// <exception cref="IOException">A file cannot be read. Nothing is stored.</exception>
    /// <exception cref="DominoApiException">404: the dataset was not found. 403: the user does not have permission to write to it. 400 or
    /// 409: the server refused a chunk or the end. Nothing is stored.</exception>
    [Endpoint(UploadSession.StartRoute)]
    [Endpoint(UploadSession.TestRoute)]
    [Endpoint(UploadSession.SendRoute)]
    [Endpoint(UploadSession.EndRoute)]
    [Endpoint(UploadSession.CancelRoute)]
    [Endpoint(UploadSession.FindRoute)]
    public async Task<TransferResult> UploadAsync(
        string dataset,
        string localPath,
        DatasetUploadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localPath);
        return await UploadAsync(dataset, [new UploadSource(localPath)], options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Uploads several files, folders or patterns. They appear in the dataset together, at the end, or not at all.</summary>
    /// <remarks>This overload works like the one for a single path.
    /// <c>POST /v4/datasetrw/datasets/{datasetId}/snapshot/file/start</c> and what follows it.</remarks>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="sources">The local paths, at least one.</param>
    /// <param name="options">The upload options. If null, the defaults are used, and a file name that already exists is an error.</param>
    /// <param name="cancellationToken">A token to cancel the upload within a second. Nothing is stored. If the upload was being finalized,
    /// the same call completes it.</param>
    /// <returns>A summary of what was done.</returns>
    /// <exception cref="ArgumentException">The list of sources is empty, or two files would be stored under the same name. Nothing was
    /// sent.</exception>
    /// <exception cref="FileNotFoundException">A path was not found, or no file matches a pattern. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException">A folder that paths are relative to was not found. Nothing was sent.</exception>
    /// <exception cref="DominoNotFoundException">The dataset was not found.</exception>
    /// <exception cref="DominoExistsException">A name is taken and the policy is to fail. Nothing is stored.</exception>
    /// <exception cref="DominoException">A file changed while it was sent. Nothing is stored.</exception>
    /// <exception cref="DominoApiException">The server refused the upload. Nothing is stored.</exception>
    [Endpoint(UploadSession.StartRoute)]
    public async Task<TransferResult> UploadAsync(
        string dataset,
        IReadOnlyList<UploadSource> sources,
        DatasetUploadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(sources);
        if (sources.Count == 0)
        {
            throw new ArgumentException("The list of sources is empty.", nameof(sources));
        }

        var roots = sources.Select(source => UploadRoot.Find(source.LocalPath, source.RelativeTo ?? options?.RelativeTo)).ToList();
        var upload = await BeginAsync(dataset, options, cancellationToken).ConfigureAwait(false);
        return await upload.RunAsync(roots, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Uploads a stream as one file. An interrupted upload of a stream cannot be resumed.</summary>
    /// <remarks>The number of chunks must be known at the start, so a stream that cannot seek is first written to a temporary file.
    /// <c>POST /v4/datasetrw/datasets/{datasetId}/snapshot/file/start</c> and what follows it.</remarks>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="content">The content, from its current position.</param>
    /// <param name="path">The target path below <see cref="DatasetUploadOptions.Folder"/>, with <c>/</c> on every system.</param>
    /// <param name="options">The transfer options. If null, the defaults are used.</param>
    /// <param name="cancellationToken">A token to cancel the upload within a second. Nothing is stored. If the upload was being finalized,
    /// the file may exist.</param>
    /// <returns>A summary of what was done.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or a path is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoNotFoundException">The dataset was not found.</exception>
    /// <exception cref="DominoExistsException">The file name exists and the policy is to fail. Nothing is stored.</exception>
    /// <exception cref="DominoApiException">The server refused the upload. Nothing is stored.</exception>
    [Endpoint(UploadSession.StartRoute)]
    public async Task<TransferResult> UploadAsync(
        string dataset,
        Stream content,
        string path,
        DatasetUploadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(content);
        var clean = DatasetPath.Clean(path);
        var upload = await BeginAsync(dataset, options, cancellationToken).ConfigureAwait(false);
        if (content.CanSeek)
        {
            return await upload.RunAsync(clean, content, cancellationToken).ConfigureAwait(false);
        }

        var temporary = new FileStream(
            Path.GetTempFileName(),
            FileMode.Truncate,
            FileAccess.ReadWrite,
            FileShare.None,
            1 << 16,
            FileOptions.Asynchronous | FileOptions.DeleteOnClose
        );
        await using (temporary.ConfigureAwait(false))
        {
            await content.CopyToAsync(temporary, cancellationToken).ConfigureAwait(false);
            temporary.Position = 0;
            return await upload.RunAsync(clean, temporary, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Downloads a file. The local file is replaced when all bytes have arrived, and gets the time of the server.</summary>
    /// <remarks>A file larger than <see cref="TransferOptions.ChunkSize"/> is downloaded in parts, several at a time, if the server sends
    /// parts. After an error, the parts of such a file stay beside it (<c>.domino-DIGEST.part</c>, <c>.domino-DIGEST.parts</c>), and the
    /// same call resumes if the file on the server is still the same. <c>GET /v4/datasetrw/snapshot/{snapshotId}/file/meta</c>, then
    /// <c>GET /v4/datasetrw/snapshot/{snapshotId}/file/raw</c>.</remarks>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="path">The file, below <see cref="DatasetDownloadOptions.Folder"/>; with <c>/</c> on every system.</param>
    /// <param name="localPath">The path of the local file. Missing folders are created.</param>
    /// <param name="options">The download options. If null, the defaults are used: an existing file is replaced unless its size and time
    /// are the same.</param>
    /// <param name="cancellationToken">A token to cancel the download. An existing file is not changed.</param>
    /// <returns>A summary of what was done.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the path is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoNotFoundException">The dataset or the tag was not found.</exception>
    /// <exception cref="DominoExistsException">The local file exists and the policy is to fail.</exception>
    /// <exception cref="DominoException">The file changed on the server during the download. The local file is not changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The local file may not be written. It is not changed.</exception>
    /// <exception cref="IOException">The local file cannot be written, for example because the disk is full. It is not changed.</exception>
    /// <exception cref="DominoApiException">404: the dataset, snapshot or file was not found.</exception>
    [Endpoint(ContentRoute)]
    [Endpoint(GetRoute)]
    public async Task<TransferResult> DownloadAsync(
        string dataset,
        string path,
        string localPath,
        DatasetDownloadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localPath);
        var clean = DatasetPath.Clean(options is { Folder.Length: > 0 } ? $"{options.Folder}/{path}" : path);
        var (download, snapshotId) = await BeginAsync(dataset, options, cancellationToken).ConfigureAwait(false);
        var file = await GetAsync(dataset, clean, snapshotId, cancellationToken).ConfigureAwait(false);
        return await download.RunAsync(file, Path.GetFullPath(localPath), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Downloads a folder with all its files, or the files in it that match patterns
    /// (<see cref="FileSetOptions.Include"/>, <see cref="FileSetOptions.Exclude"/>).</summary>
    /// <remarks>Files are listed folder by folder and downloaded several at a time, each as by <see cref="DownloadAsync"/>. Files that
    /// exist with the same size and time are skipped. <c>GET /v4/datasetrw/files/{snapshotId}</c> for each folder,
    /// <c>GET /v4/datasetrw/snapshot/{snapshotId}/file/raw</c> for each file.</remarks>
    /// <param name="dataset">The dataset's name or ID.</param>
    /// <param name="localFolder">The local folder. It is created if necessary. The files keep their folders.</param>
    /// <param name="options">The transfer options. If null, the defaults are used.</param>
    /// <param name="cancellationToken">A token to cancel the download. Files that are complete by then are kept.</param>
    /// <returns>A summary of what was done. It has no files if none matches.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or a path is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoNotFoundException">The dataset or the tag was not found.</exception>
    /// <exception cref="DominoExistsException">A local file exists and the policy is to fail. Files that were complete by then are
    /// kept.</exception>
    /// <exception cref="DominoException">The name of a file leads out of the folder, or two names are the same on this machine: no file of
    /// that folder was downloaded. Or a file changed on the server. Files that were complete by then are kept.</exception>
    /// <exception cref="UnauthorizedAccessException">A local file may not be written. It is named. Files that were complete by then
    /// are kept.</exception>
    /// <exception cref="IOException">A local file cannot be written, for example because the disk is full. Files that were complete
    /// by then are kept.</exception>
    /// <exception cref="DominoApiException">404: the dataset, snapshot or folder was not found.</exception>
    [Endpoint(ListRoute)]
    [Endpoint(ContentRoute)]
    public async Task<TransferResult> DownloadAllAsync(
        string dataset,
        string localFolder,
        DatasetDownloadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localFolder);
        var (download, _) = await BeginAsync(dataset, options, cancellationToken).ConfigureAwait(false);
        return await download.RunAsync(LocalTarget.Folder(localFolder), cancellationToken).ConfigureAwait(false);
    }

    internal async IAsyncEnumerable<DatasetFile> FetchAsync(
        string snapshotId,
        string folder,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var list = await _http
            .GetJsonAsync(ListRoute, [snapshotId], [("path", folder)], DatasetsJson.Default.DatasetFileList, cancellationToken)
            .ConfigureAwait(false);
        foreach (var row in list.Rows)
        {
            var name = row.Name.FileName ?? row.Name.Label;
            yield return new DatasetFile
            {
                Path = folder.Length == 0 ? name : $"{folder}/{name}",
                IsFolder = row.Name.IsDirectory == true,
                SizeBytes = row.Size?.SizeInBytes ?? row.Name.SizeInBytes,
                LastModified = row.LastModified,
            };
        }
    }

    internal async Task<string> SnapshotIdAsync(string datasetId, string? snapshot, CancellationToken cancellationToken)
    {
        if (snapshot is not null && DatasetNames.IsId(snapshot))
        {
            return snapshot;
        }

        var details = await _datasets.GetDetailsAsync(datasetId, cancellationToken).ConfigureAwait(false);
        return snapshot is null ? details.ReadWriteSnapshotId
            : details.Tags.TryGetValue(snapshot, out var tagged) ? tagged
            : throw new DominoNotFoundException(
                "tag",
                snapshot,
                details.Tags.Count == 0
                    ? $"No snapshot of {details.Name} has one."
                    : $"Those of {details.Name} are {string.Join(", ", details.Tags.Keys.Order(StringComparer.Ordinal))}."
            );
    }

    private async Task<string> FindSnapshotAsync(string dataset, string? snapshot, CancellationToken cancellationToken) =>
        await SnapshotIdAsync(await _idOf(dataset, cancellationToken).ConfigureAwait(false), snapshot, cancellationToken)
            .ConfigureAwait(false);

    private async Task<DatasetUpload> BeginAsync(string dataset, DatasetUploadOptions? options, CancellationToken cancellationToken)
    {
        options ??= new DatasetUploadOptions();
        options.Check();
        return new DatasetUpload(_http, this, await _idOf(dataset, cancellationToken).ConfigureAwait(false), options);
    }

    private async Task<(DatasetDownload Download, string SnapshotId)> BeginAsync(
        string dataset,
        DatasetDownloadOptions? options,
        CancellationToken cancellationToken
    )
    {
        options ??= new DatasetDownloadOptions();
        options.Check();
        if (options.Collision == CollisionPolicy.Rename)
        {
            throw new ArgumentException("A download cannot rename files. Choose another collision policy.", nameof(options));
        }

        var snapshotId = await FindSnapshotAsync(dataset, options.Snapshot, cancellationToken).ConfigureAwait(false);
        return (new DatasetDownload(_http, this, snapshotId, options), snapshotId);
    }
}
