using System.Collections.Concurrent;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <content>Uploads and downloads of many files, deletions and moves.</content>
public sealed partial class ProjectFilesClient
{
    private const string RemoveRoute = "POST /v4/files/removeFiles";
    private const string MoveRoute = "POST /v4/files/moveFileOrFolder";

    /// <summary>Uploads the files of a folder. Files that the latest commit already has are not sent.</summary>
    /// <remarks><c>PUT /v1/projects/{owner}/{project}/{path}</c> for each file. Each file that changes the project is a commit.</remarks>
    /// <param name="localFolder">The folder. Files that the <c>.dominoignore</c> ignores are left out. It is the one of the synced folder
    /// that the folder is in, or else the nearest one in the folder or above it. Empty folders are left out, too. Links to folders, broken
    /// links and names that are not valid UTF-8 are left out and named in the result.</param>
    /// <param name="options">The options. If null, all files are uploaded to the project's root, four at a time.</param>
    /// <param name="cancellationToken">A token to cancel the upload. Files that have arrived by then are kept. A second call sends the
    /// others.</param>
    /// <returns>A summary of what was done. Skipped files were already in the project with the same content.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder was not found. Nothing was sent.</exception>
    /// <exception cref="DominoException">A file was changed or deleted during the upload, or the server refused one. It is named. Files
    /// that have arrived are kept.</exception>
    public async Task<TransferResult> UploadAllAsync(
        string localFolder,
        ProjectUploadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localFolder);
        options ??= new();
        options.Check();
        var prefix = options.Prefix;
        var local = LocalFolder.ReadPart(Existing(localFolder), options);
        var head = await ListAsync("", null, cancellationToken)
            .ToDictionaryAsync(file => file.Path, StringComparer.Ordinal, cancellationToken)
            .ConfigureAwait(false);
        var meter = new TransferMeter(options, _http.Time);
        meter.Expect(local.Files.Values.Select(file => file.Size));
        await Parallel
            .ForEachAsync(
                local.Files.Values.OrderBy(file => file.Path, StringComparer.Ordinal),
                Parallelism(options, cancellationToken),
                async (file, token) =>
                {
                    var path = prefix + file.Path;
                    var isThere =
                        head.TryGetValue(path, out var known)
                        && known.SizeBytes == file.Size
                        && (await ContentId.OfFileAsync(file.FullPath, file.Size, token).ConfigureAwait(false)).Proves(known.Key);
                    if (!isThere)
                    {
                        _ = await FileMover.UploadAsync(this, file, path, new(meter), token).ConfigureAwait(false);
                    }

                    meter.Completed(new(path, file.Size, isThere ? TransferOutcome.Skipped : TransferOutcome.Transferred));
                }
            )
            .ConfigureAwait(false);
        return meter.Finish() with { LeftOut = LeftOutFile.From(local.Blind) };
    }

    /// <summary>Downloads the files of a commit into a folder. Files that the folder already has are skipped.</summary>
    /// <remarks>A list, then <c>GET /api/projects/v1/projects/{projectId}/files/{commitId}/{path}/content</c> for each file. A file gets
    /// its name when all its bytes have arrived. <see cref="ProjectDownloadOptions.Collision"/> is the policy for files that exist and
    /// differ.</remarks>
    /// <param name="localFolder">The local folder. It is created if necessary. Other files in it are kept.</param>
    /// <param name="options">The options. If null, all files of the latest commit are downloaded, four at a time.</param>
    /// <param name="cancellationToken">A token to cancel the download. Files that are complete by then are kept.</param>
    /// <returns>A summary of what was done. Skipped files were already in the folder with the same content.</returns>
    /// <exception cref="DominoException">A name leads out of the folder or into the folder of a Git repository, or two names are the same
    /// on this machine. Nothing was downloaded. Or a file has another size than listed. Files that were complete by then are
    /// kept.</exception>
    /// <exception cref="DominoApiException">404: the project or commit was not found.</exception>
    public async Task<TransferResult> DownloadAllAsync(
        string localFolder,
        ProjectDownloadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options = Checked(options);
        var commit = options.CommitId ?? await GetHeadAsync(cancellationToken).ConfigureAwait(false);
        return await DownloadListedAsync(
                ListAsync(options.Folder, commit, cancellationToken),
                commit,
                localFolder,
                options,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Downloads a file. The local file is replaced when all bytes have arrived. A local file with the same content is
    /// skipped.</summary>
    /// <remarks><c>GET /v1/projects/{owner}/{project}/files/{commitId}/{path}</c> for the file's folder, then <c>GET
    /// /api/projects/v1/projects/{projectId}/files/{commitId}/{path}/content</c>. The content is read again after a transient error.
    /// </remarks>
    /// <param name="path">The path from the project's root.</param>
    /// <param name="localPath">The path of the local file. Missing folders are created, and symbolic links are followed. A device or pipe
    /// receives the bytes as they arrive.</param>
    /// <param name="options">The options. If null, the file of the latest commit is downloaded. <see cref="FileSetOptions.Include"/>,
    /// <see cref="FileSetOptions.Exclude"/> and <see cref="ProjectDownloadOptions.Folder"/> are not used.</param>
    /// <param name="cancellationToken">A token to cancel the download. Nothing is left behind, and an existing file is not
    /// changed.</param>
    /// <returns>A summary of the transfer. A skipped file was already there with the same content.</returns>
    /// <exception cref="ArgumentException">The path is not valid, or the collision policy is to rename. Nothing was sent.</exception>
    /// <exception cref="DominoNotFoundException">The project, the commit or the file was not found.</exception>
    /// <exception cref="DominoExistsException">The local file exists and differs, and the policy is to fail.</exception>
    /// <exception cref="DominoException">The content has another size than listed. The local file is not changed.</exception>
    public async Task<TransferResult> DownloadAsync(
        string path,
        string localPath,
        ProjectDownloadOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localPath);
        options = Checked(options);
        var clean = ProjectPath.Clean(path);
        var commit = options.CommitId ?? await GetHeadAsync(cancellationToken).ConfigureAwait(false);
        var file =
            await ListAsync(clean[..Math.Max(clean.LastIndexOf('/'), 0)], commit, cancellationToken)
                .FirstOrDefaultAsync(file => file.Path == clean, cancellationToken)
                .ConfigureAwait(false)
            ?? throw new DominoNotFoundException("file", clean, $"Commit {commit} does not have it.");
        return await FetchAsync([(file, LocalTarget.Follow(localPath))], commit, () => { }, options, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Downloads files of a list into a folder.</summary>
    internal async Task<TransferResult> DownloadListedAsync(
        IAsyncEnumerable<ProjectFile> listed,
        string commit,
        string localFolder,
        ProjectDownloadOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localFolder);
        var root = Path.GetFullPath(localFolder);
        var wanted = options.Filter();

        // The memory of a sync belongs to its own folder and says nothing about this one.
        var files = (await listed.ToListAsync(cancellationToken).ConfigureAwait(false))
            .Where(file => wanted.Matches(file.Path) && !file.Path.StartsWith(SyncState.Folder + "/", StringComparison.OrdinalIgnoreCase))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => (File: file, Target: LocalTarget.In(root, file.Path)))
            .ToList();
        LocalTarget.RefuseCollisions(root, files.Select(each => each.File.Path), LocalTarget.Names(root), "Nothing was downloaded");
        return await FetchAsync(files, commit, () => _ = LocalTarget.Folder(root), options, cancellationToken).ConfigureAwait(false);
    }

    internal Downloader CreateDownloader(IDownloadSource source, FileSetOptions options, TransferMeter meter, string? incoming = null) =>
        new(source, new DownloadLimits(options.MaxConcurrency, _http.MaxRetries), meter, _http.Time, _http.Logger, incoming);

    /// <exception cref="ArgumentException">An option is out of range or not possible for a download.</exception>
    internal static ProjectDownloadOptions Checked(ProjectDownloadOptions? options)
    {
        options ??= new();
        options.Check();
        RefuseBlank(options.CommitId);
        return options.Collision == CollisionPolicy.Rename
            ? throw new ArgumentException("A download cannot rename files. Choose another collision policy.", nameof(options))
            : options;
    }

    private async Task<TransferResult> FetchAsync(
        List<(ProjectFile File, string Target)> files,
        string commit,
        Action prepare,
        ProjectDownloadOptions options,
        CancellationToken cancellationToken
    )
    {
        var meter = new TransferMeter(options, _http.Time);
        var skipped = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var differing = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        await Parallel
            .ForEachAsync(
                files.Where(each => !SpecialFile.IsAt(each.Target)),
                Parallelism(options, cancellationToken),
                async (each, token) =>
                {
                    if (LocalEntry.Find(each.Target) is not { } local)
                    {
                        return;
                    }

                    var isSame =
                        local.Size == each.File.SizeBytes
                        && (await ContentId.OfFileAsync(each.Target, local.Size, token).ConfigureAwait(false)).Proves(each.File.Key);
                    (isSame || options.Collision == CollisionPolicy.Skip ? skipped : differing)[each.Target] = true;
                }
            )
            .ConfigureAwait(false);
        if (options.Collision == CollisionPolicy.Fail && !differing.IsEmpty)
        {
            throw new DominoExistsException(
                "file",
                differing.Keys.Order(StringComparer.Ordinal).First(),
                "It differs from the project's file. Nothing was downloaded."
            )
            {
                MemberAdvice = "Choose another collision policy: Skip or Overwrite.",
            };
        }

        prepare();
        meter.Expect(files.Select(each => each.File.SizeBytes));
        foreach (var (file, _) in files.Where(each => skipped.ContainsKey(each.Target)))
        {
            meter.Completed(new(file.Path, file.SizeBytes, TransferOutcome.Skipped));
        }

        using var downloader = CreateDownloader(new CommitContent(this, commit), options, meter);
        await downloader
            .RunAsync(
                files
                    .Where(each => !skipped.ContainsKey(each.Target))
                    .Select(each => (each.File.ToRemoteFile(), each.Target))
                    .ToAsyncEnumerable(),
                cancellationToken
            )
            .ConfigureAwait(false);
        return meter.Finish();
    }

    /// <summary>Deletes files and folders in one commit. Earlier commits keep them. <c>POST /v4/files/removeFiles</c>.</summary>
    /// <param name="paths">Their paths from the project's root, at least one.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="ArgumentException">The list of paths is empty, or a path is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">400: a path was not found. Nothing was deleted. 403: the user is not a contributor.</exception>
    [Endpoint(RemoveRoute)]
    public async Task DeleteAsync(IReadOnlyCollection<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new ArgumentException("The list of paths is empty.", nameof(paths));
        }

        var clean = paths.Select(ProjectPath.Clean).ToList();
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);

        // A retry would fail because the files are already deleted.
        await _http
            .SendAndForgetJsonAsync(
                RemoveRoute,
                [],
                new FilesToRemove(owner, name, clean),
                FilesJson.Default.FilesToRemove,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Moves a file or folder in one commit. <c>POST /v4/files/moveFileOrFolder</c>.</summary>
    /// <param name="path">The path from the project's root.</param>
    /// <param name="newPath">The new path. Missing folders are created.</param>
    /// <param name="isFolder">true to move a folder with all its files; otherwise, false.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="ArgumentException">A path is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoApiException">400: the file or folder was not found, or the new path already exists.</exception>
    [Endpoint(MoveRoute)]
    public async Task MoveAsync(string path, string newPath, bool isFolder = false, CancellationToken cancellationToken = default)
    {
        var (from, to) = (ProjectPath.Clean(path), ProjectPath.Clean(newPath));
        var (owner, name) = await _project.GetNamesAsync(cancellationToken).ConfigureAwait(false);
        await _http
            .SendAndForgetJsonAsync(
                MoveRoute,
                [],
                new FileToMove(owner, name, from, to, isFolder),
                FilesJson.Default.FileToMove,
                RetryMode.Never,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private static ParallelOptions Parallelism(FileSetOptions options, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = options.MaxConcurrency, CancellationToken = cancellationToken };

    private static string Existing(string folder) =>
        Directory.Exists(folder) ? Path.GetFullPath(folder) : throw new DirectoryNotFoundException($"The folder '{folder}' was not found.");
}
