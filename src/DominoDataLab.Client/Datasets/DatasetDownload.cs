using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Datasets;

/// <summary>One download from a dataset. It passes the files of each folder to the downloader as they are found.</summary>
internal sealed class DatasetDownload(DominoHttp http, DatasetFilesClient files, string snapshotId, DatasetDownloadOptions options)
    : IDownloadSource
{
    // The list of a server may be infinitely deep.
    private const int MaxDepth = 256;

    private readonly TransferMeter _meter = new(options, http.Time);
    private readonly string _folder = options.Folder.Trim('/').Length > 0 ? DatasetPath.Clean(options.Folder) : "";

    public Task<TransferResult> RunAsync(DatasetFile file, string target, CancellationToken cancellationToken) =>
        RunAsync(
            IsWanted(file, target) ? new[] { (Remote(file), target) }.ToAsyncEnumerable() : AsyncEnumerable.Empty<(RemoteFile, string)>(),
            cancellationToken
        );

    public Task<TransferResult> RunAsync(string localFolder, CancellationToken cancellationToken) =>
        RunAsync(FindAsync(localFolder, cancellationToken), cancellationToken);

    public async Task<RemoteContent> OpenAsync(
        RemoteFile file,
        long offset,
        long length,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var request = new DominoRequest(DatasetFilesClient.ContentRoute, [snapshotId])
        {
            Query = [("path", file.Path), ("download", "true")],
            Range = length > 0 ? new RangeHeaderValue(offset, offset + length - 1) : null,
            IfRange = version,
            RetryMode = RetryMode.ByCaller,
            AllowHtml = DominoRequest.IsHtmlFile(file.Path),
        };
        var reply = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            var range = reply.Content.Headers.ContentRange;
            var isPart = reply.StatusCode == System.Net.HttpStatusCode.PartialContent;
            if (isPart && range?.From != offset)
            {
                throw new DominoApiException(
                    reply.StatusCode,
                    DatasetFilesClient.ContentRoute,
                    null,
                    null,
                    $"The server sent the wrong part of '{file.Path}'. Download it again."
                )
                {
                    FailedRoute = DatasetFilesClient.ContentRoute,
                };
            }

            var size = isPart ? range?.Length : reply.Content.Headers.ContentLength;
            return new RemoteContent(
                await ReplyStream
                    .OpenAsync(reply, DatasetFilesClient.ContentRoute, http.Limits, cancellationToken, isPart ? length : file.Size)
                    .ConfigureAwait(false),
                isPart,
                size,
                ReplyVersion.Of(reply)
            );
        }
        catch
        {
            reply.Dispose();
            throw;
        }
    }

    private async Task<TransferResult> RunAsync(IAsyncEnumerable<(RemoteFile, string)> found, CancellationToken cancellationToken)
    {
        using var downloader = new Downloader(this, DownloadLimits.From(options), _meter, http.Time, http.Logger);
        await downloader.RunAsync(found, cancellationToken).ConfigureAwait(false);
        return _meter.Finish();
    }

    private async IAsyncEnumerable<(RemoteFile, string)> FindAsync(
        string localFolder,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var wanted = options.Filter();
        var names = LocalTarget.Names(localFolder);

        // Folders of the dataset that are one folder on this machine, and the file that lies in its place, if one is wanted.
        var folders = new Stack<(IEnumerable<string> Same, string? InPlace)>([([_folder], null)]);
        while (folders.TryPop(out var here))
        {
            var found = new List<DatasetFile>();
            foreach (var folder in here.Same)
            {
                found.AddRange(
                    await files
                        .FetchAsync(snapshotId, folder, cancellationToken)
                        .Where(each => each.IsFolder || wanted.Matches(Relative(each)))
                        .ToListAsync(cancellationToken)
                        .ConfigureAwait(false)
                );
            }

            // Collisions are refused first, because two downloads to the same file would damage it.
            var fetched = found.Where(each => !each.IsFolder).ToList();
            LocalTarget.RefuseCollisions(
                localFolder,
                fetched.Select(Relative).Concat(fetched.Count > 0 && here.InPlace is { } file ? [file] : []),
                names,
                "No file of this folder was downloaded. Files that were downloaded before are kept"
            );
            var places = found.ToLookup(Relative, names);
            foreach (var place in places.Where(place => place.Any(each => each.IsFolder)))
            {
                if (place.Key.Count(character => character == '/') >= MaxDepth)
                {
                    throw new DominoException(
                        $"The folder '{ServerText.Clean(place.Key)}' is more than {MaxDepth} levels deep. Its files were not downloaded; "
                            + "files that were downloaded before are kept."
                    )
                    {
                        MemberAdvice = "To download it by itself, set Folder.",
                    };
                }

                folders.Push(
                    (
                        place.Where(each => each.IsFolder).Select(each => each.Path),
                        here.InPlace ?? place.Where(each => !each.IsFolder).Select(Relative).FirstOrDefault()
                    )
                );
            }

            foreach (var each in fetched)
            {
                var target = LocalTarget.In(localFolder, Relative(each));
                if (IsWanted(each, target))
                {
                    yield return (Remote(each), target);
                }
            }
        }
    }

    private string Relative(DatasetFile file) => _folder.Length == 0 ? file.Path : file.Path[(_folder.Length + 1)..];

    private bool IsWanted(DatasetFile file, string target)
    {
        _meter.Expect(file.SizeBytes ?? 0);
        if (SpecialFile.IsAt(target))
        {
            return true;
        }

        var local = new FileInfo(LocalTarget.Follow(target));
        if (!local.Exists)
        {
            LocalTarget.RefuseFolder(target);
            return true;
        }

        // A downloaded file has the time of the server.
        var isSame =
            file.SizeBytes == local.Length
            && file.LastModified is { } time
            && (time.UtcDateTime - local.LastWriteTimeUtc).Duration() < TimeSpan.FromMilliseconds(2);
        if (options.Collision == CollisionPolicy.Fail && !isSame)
        {
            throw new DominoExistsException(
                "file",
                target,
                "It is on this machine with another size or time. Files that were downloaded before it are kept."
            )
            {
                MemberAdvice = "Choose another collision policy: Skip or Overwrite.",
            };
        }

        if (options.Collision == CollisionPolicy.Skip || isSame)
        {
            if (isSame && file.SizeBytes > options.ChunkSize)
            {
                // A process that was killed at the end of the download leaves the list.
                TemporaryNames.Remove(TemporaryNames.PartList(target));
            }

            _meter.Completed(new TransferredFile(file.Path, local.Length, TransferOutcome.Skipped));
            return false;
        }

        return true;
    }

    private static RemoteFile Remote(DatasetFile file) => new(file.Path, file.SizeBytes, file.LastModified);
}
