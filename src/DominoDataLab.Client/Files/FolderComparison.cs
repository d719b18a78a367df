using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>A file in the folder, in the project, and at the last sync.</summary>
internal sealed record FileComparison(
    string Path,
    LocalEntry? Local,
    ProjectFile? Remote,
    SyncedFile? Base,
    FileChange Here,
    FileChange There
)
{
    /// <summary>The content of the folder's file, if it was read.</summary>
    public ContentId? LocalId { get; init; }

    /// <summary>true if both sides were changed to the same content; otherwise, false.</summary>
    public bool IsSame { get; init; }

    public LocalEntryFacts? LocalFacts => Local is { } entry ? new(entry.Size, entry.LastWrite) : null;

    public bool IsUnchanged => Here == FileChange.Unchanged && There == FileChange.Unchanged;
}

/// <summary>Compares a folder with a commit of the project, and both with the last sync.</summary>
internal sealed class FolderComparison
{
    // A file that was written at the same time as the state may have been written again without a change of its time.
    private static readonly TimeSpan Granularity = TimeSpan.FromSeconds(2);

    private readonly ProjectFilesClient _files;

    private FolderComparison(
        ProjectFilesClient files,
        LocalFolder local,
        SyncState state,
        DateTime? stateWrittenAt,
        string commitId,
        IReadOnlyDictionary<string, ProjectFile> remote
    ) => (_files, Local, State, StateWrittenAt, CommitId, Remote) = (files, local, state, stateWrittenAt, commitId, remote);

    public LocalFolder Local { get; }

    public SyncState State { get; }

    /// <summary>Gets the time of the last sync by the clock of the folder's file system, or null if there was none.</summary>
    public DateTime? StateWrittenAt { get; }

    public string CommitId { get; }

    /// <summary>Gets all files of the commit, including those that take no part.</summary>
    public IReadOnlyDictionary<string, ProjectFile> Remote { get; }

    /// <summary>true if the <c>.dominoignore</c> of the project is the one that Domino created in its first commit; otherwise, false. It is
    /// only determined if both sides have the file at the first sync.</summary>
    public bool HasDefaultIgnoreFile { get; private set; }

    /// <summary>Gets the files that take part, in the order of their paths.</summary>
    public IReadOnlyList<FileComparison> Files { get; private set; } = [];

    public static async Task<FolderComparison> MakeAsync(
        ProjectFilesClient files,
        string projectId,
        string folder,
        FileSetOptions options,
        string? commitId,
        CancellationToken cancellationToken
    )
    {
        var root = Path.GetFullPath(folder);
        var (state, writtenAt) = SyncState.Read(root, projectId);
        var local = LocalFolder.Read(root, options);
        commitId ??= await files.GetHeadAsync(cancellationToken).ConfigureAwait(false);
        var remote = await files
            .ListAsync("", commitId, cancellationToken)
            .ToDictionaryAsync(file => file.Path, StringComparer.Ordinal, cancellationToken)
            .ConfigureAwait(false);
        var comparison = new FolderComparison(files, local, state, writtenAt, commitId, remote);
        var paths = local
            .Files.Keys.Concat(remote.Keys)
            .Concat(state.Files.Keys)
            .Distinct(StringComparer.Ordinal)
            .Where(local.Sees)
            .Order(StringComparer.Ordinal)
            .ToList();
        var compared = new FileComparison[paths.Count];
        await Parallel
            .ForAsync(
                0,
                paths.Count,
                new ParallelOptions { MaxDegreeOfParallelism = options.MaxConcurrency, CancellationToken = cancellationToken },
                async (i, token) => compared[i] = await comparison.CompareAsync(paths[i], token).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        comparison.Files = compared;
        comparison.HasDefaultIgnoreFile = await comparison.FindDefaultIgnoreFileAsync(cancellationToken).ConfigureAwait(false);
        return comparison;
    }

    private async Task<bool> FindDefaultIgnoreFileAsync(CancellationToken cancellationToken)
    {
        var file = Files.FirstOrDefault(each => each.Path == DominoIgnore.FileName);
        if (file is not { IsSame: false, Here: FileChange.Added, There: FileChange.Added })
        {
            return false;
        }

        var first = await _files.ListCommitsAsync(cancellationToken).LastAsync(cancellationToken).ConfigureAwait(false);
        return await _files
            .ListAsync("", first, cancellationToken)
            .AnyAsync(each => each.Path == DominoIgnore.FileName && each.Key == file.Remote!.Key, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<FileComparison> CompareAsync(string path, CancellationToken cancellationToken)
    {
        LocalEntry? local = Local.Files.TryGetValue(path, out var entry) ? entry : null;
        var remote = Remote.GetValueOrDefault(path);
        var known = State.Files.GetValueOrDefault(path);
        ContentId? id = null;
        var here = await HereAsync().ConfigureAwait(false);
        var there = await ThereAsync().ConfigureAwait(false);
        var bothChanged = local is not null && remote is not null && here != FileChange.Unchanged && there != FileChange.Unchanged;
        var isSame =
            bothChanged
            && entry.Size == remote!.SizeBytes
            && await FileMover
                .IsSameAsync(
                    _files,
                    id ??= await ContentId.OfFileAsync(entry.FullPath, entry.Size, cancellationToken).ConfigureAwait(false),
                    entry.Size,
                    remote,
                    CommitId,
                    cancellationToken
                )
                .ConfigureAwait(false);
        return new(path, local, remote, known, here, there) { LocalId = id, IsSame = isSame };

        async Task<FileChange> HereAsync()
        {
            if (known is null || local is null)
            {
                return known is not null ? FileChange.Deleted
                    : local is not null ? FileChange.Added
                    : FileChange.Unchanged;
            }

            if (entry.Size != known.Size)
            {
                return FileChange.Changed;
            }

            if (entry.LastWrite == known.LastWrite && entry.LastWrite < (StateWrittenAt!.Value - Granularity).Ticks)
            {
                return FileChange.Unchanged;
            }

            id = await ContentId.OfFileAsync(entry.FullPath, entry.Size, cancellationToken).ConfigureAwait(false);
            return id.Sha1 == known.Sha1 ? FileChange.Unchanged : FileChange.Changed;
        }

        async Task<FileChange> ThereAsync()
        {
            if (known is null || remote is null)
            {
                return known is not null ? FileChange.Deleted
                    : remote is not null ? FileChange.Added
                    : FileChange.Unchanged;
            }

            var isSameAsKnown = known.Key is not null
                ? known.Key == remote.Key
                : await FileMover
                    .IsSameAsync(_files, new(known.Git, known.Sha1), known.Size, remote, CommitId, cancellationToken)
                    .ConfigureAwait(false);
            return isSameAsKnown ? FileChange.Unchanged : FileChange.Changed;
        }
    }
}
