using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Datasets;

/// <summary>One upload to a dataset. It counts the files, opens a session, and passes the files to the uploader as they are
/// found.</summary>
internal sealed class DatasetUpload(DominoHttp http, DatasetFilesClient files, string datasetId, DatasetUploadOptions options)
{
    private readonly string _target = options.Folder.Trim('/').Length > 0 ? DatasetPath.Clean(options.Folder) : "";
    private readonly TransferMeter _meter = new(options, http.Time);
    private readonly FileIdentifiers _identifiers = new();

    public async Task<TransferResult> RunAsync(IReadOnlyList<UploadRoot> roots, CancellationToken cancellationToken)
    {
        // The first pass, without a list, is for the totals. It finds what cannot be read before anything is sent.
        var leftOut = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var targets = roots.Count > 1 ? new Dictionary<string, string>(StringComparer.Ordinal) : null;
        foreach (var root in roots)
        {
            var count = 0L;
            foreach (var entry in root.Files(options, leftOut))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var path = root.Prefix + entry.Path;
                if (targets is not null && !targets.TryAdd(path, entry.FullPath))
                {
                    throw new ArgumentException(
                        $"'{targets[path]}' and '{entry.FullPath}' would both be stored as '{TargetOf(path)}'. Upload them to different "
                            + "folders."
                    );
                }

                _identifiers.Count(entry.Size, path);
                _meter.Expect(entry.Size);
                count++;
            }

            if (count == 0 && root.Pattern is not null)
            {
                throw new FileNotFoundException($"No file matches '{root.Given}'.", root.Given);
            }
        }

        using var journal = UploadJournal.Open(Identity(roots), options.Resume);
        if (journal is null)
        {
            Log.UploadNotResumable(http.Logger);
        }

        var result = await SendAsync(FindAsync(roots, journal, cancellationToken), journal, cancellationToken).ConfigureAwait(false);
        return result with { LeftOut = LeftOutFile.From(leftOut) };
    }

    public async Task<TransferResult> RunAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        using var source = new SeekableContent(content);
        var size = content.Length - content.Position;
        _identifiers.Count(size, path);
        _meter.Expect(size);
        return await SendAsync(OneAsync(path, size, source, cancellationToken), null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TransferResult> SendAsync(
        IAsyncEnumerable<UploadFile> uploads,
        UploadJournal? journal,
        CancellationToken cancellationToken
    )
    {
        var session = await UploadSession
            .OpenAsync(http, datasetId, journal, options with { Folder = _target }, cancellationToken)
            .ConfigureAwait(false);
        await new Uploader(session, options, _meter, http.Time, http.Logger).RunAsync(uploads, cancellationToken).ConfigureAwait(false);
        return _meter.Finish();
    }

    private async IAsyncEnumerable<UploadFile> FindAsync(
        IReadOnlyList<UploadRoot> roots,
        UploadJournal? journal,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var taken = new TakenNames(files, datasetId);
        foreach (var (root, entry) in roots.SelectMany(root => root.Files(options).Select(entry => (root, entry))))
        {
            var path = root.Prefix + entry.Path;
            if (journal?.Arrived(entry) is { } arrived)
            {
                _meter.Resumed(entry.Size);
                _meter.Completed(new TransferredFile(TargetOf(path), entry.Size, arrived));
            }
            else if (await OutcomeAsync(taken, path, entry.Size, cancellationToken).ConfigureAwait(false) is { } outcome)
            {
                var identifier = journal?.IdentifierOf(entry) ?? _identifiers.Of(entry.Size, path);
                yield return new UploadFile(new LocalContent(entry), path, TargetOf(path), entry.Size, options.ChunkSize, outcome)
                {
                    Identifier = identifier,
                };
            }
        }
    }

    private async IAsyncEnumerable<UploadFile> OneAsync(
        string path,
        long size,
        SeekableContent content,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (await OutcomeAsync(new TakenNames(files, datasetId), path, size, cancellationToken).ConfigureAwait(false) is { } outcome)
        {
            yield return new UploadFile(content, path, TargetOf(path), size, options.ChunkSize, outcome)
            {
                Identifier = _identifiers.Of(size, path),
            };
        }
    }

    /// <summary>Gets the outcome of a file, or null if it is skipped.</summary>
    private async Task<TransferOutcome?> OutcomeAsync(TakenNames taken, string path, long size, CancellationToken cancellationToken)
    {
        var target = TargetOf(path);
        if (options.Collision == CollisionPolicy.Overwrite || !await taken.HasAsync(target, cancellationToken).ConfigureAwait(false))
        {
            return TransferOutcome.Transferred;
        }

        switch (options.Collision)
        {
            case CollisionPolicy.Skip:
                _meter.Completed(new TransferredFile(target, size, TransferOutcome.Skipped));
                return null;
            case CollisionPolicy.Rename:
                return TransferOutcome.Renamed;
            default:
                throw new DominoExistsException("file", target, $"It is in dataset {datasetId}. Nothing was stored.")
                {
                    MemberAdvice = "Choose another collision policy: Skip, Overwrite or Rename.",
                };
        }
    }

    private string TargetOf(string path) => _target.Length == 0 ? path : $"{_target}/{path}";

    // The values that tell an upload from others. The same upload resumes.
    private string Identity(IReadOnlyList<UploadRoot> roots) =>
        string.Join(
            '\n',
            [
                http.Host.ToString(),
                datasetId,
                .. roots.SelectMany(root => (string[])[root.Root, root.Prefix, root.Pattern?.ToString() ?? ""]),
                _target,
                options.Collision.ToString(),
                options.ChunkSize.ToString(System.Globalization.CultureInfo.InvariantCulture),
                .. options.Include.Prepend("+"),
                .. options.Exclude.Prepend("-"),
            ]
        );
}
