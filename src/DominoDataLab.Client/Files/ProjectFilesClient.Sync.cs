namespace DominoDataLab.Client.Files;

/// <content>Keeping a folder and a project the same.</content>
public sealed partial class ProjectFilesClient
{
    /// <summary>Creates the plan of a sync: three lists (the folder, the project's newest commit, and what both had in common at the last
    /// sync), compared here. Nothing is changed on either side. A file is only read if its size and time don't tell, and only fetched if
    /// its key doesn't.</summary>
    /// <param name="localFolder">The root of the project's files on this machine. What its <c>.dominoignore</c> ignores is left alone on
    /// both sides. <c>.domino/state.json</c> in it remembers the last sync; without it no file counts as deleted, and files that differ are
    /// conflicts. It counts only for the user who made the last sync, and only at the path where it was made.</param>
    /// <param name="options">The options. If null, both directions are synced, nothing is deleted, and conflicts are not resolved.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <exception cref="DirectoryNotFoundException">The folder was not found. Only <see cref="SyncDirection.Download"/> does not require
    /// it.</exception>
    /// <exception cref="DominoException">The folder belongs to another project, or what it remembers is damaged.</exception>
    /// <exception cref="IOException">A folder or file can't be read; it is named.</exception>
    public async Task<SyncPlan> PlanSyncAsync(
        string localFolder,
        SyncOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localFolder);
        options ??= new();
        options.Check();
        if (options.Direction != SyncDirection.Download)
        {
            _ = Existing(localFolder);
        }

        var comparison = await FolderComparison
            .MakeAsync(
                this,
                await _project.GetIdAsync(cancellationToken).ConfigureAwait(false),
                localFolder,
                options,
                null,
                cancellationToken
            )
            .ConfigureAwait(false);
        return new SyncPlanner(comparison, options, _http.Time.GetUtcNow()).Plan();
    }

    /// <summary>Carries out a plan. What has changed since it was made is never overwritten: if the project has a newer commit, nothing is
    /// done; a file that changed in the folder is left, and named. Each file sent is a commit, all removals are one.</summary>
    /// <remarks>
    /// The API can't make a request depend on what the project has. What others change while the sync runs is looked for at most ten
    /// seconds before a file is sent and at once before files are removed; within that time the later of two writers wins, and the earlier
    /// commit keeps the other's version.
    /// </remarks>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">A token to cancel the sync. Completed actions are remembered.</param>
    /// <exception cref="SyncConflictException">There are conflicts, or the project or the memory of the last sync has changed since;
    /// nothing was done.</exception>
    /// <exception cref="SyncFailedException">Some files failed and are named; the others are done. A new sync does the rest.</exception>
    /// <exception cref="DominoException">The key that protects the memory of syncs cannot be written to the user's data folder; nothing
    /// was done.</exception>
    public async Task<SyncResult> SyncAsync(SyncPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var execution = new SyncExecution(this, plan, _http.Time);
        return await execution.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans a sync and carries it out.</summary>
    /// <param name="localFolder">The root of the project's files on this machine.</param>
    /// <param name="options">The options. If null, both directions are synced, nothing is deleted, and conflicts are not resolved.</param>
    /// <param name="cancellationToken">A token to cancel the sync. Completed actions are remembered.</param>
    /// <exception cref="SyncConflictException">There are conflicts that the options don't decide; nothing was done.</exception>
    /// <exception cref="SyncFailedException">Some files failed and are named; the others are done. A new sync does the rest.</exception>
    public async Task<SyncResult> SyncAsync(
        string localFolder,
        SyncOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        await SyncAsync(await PlanSyncAsync(localFolder, options, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Lists the changes to each file since the last sync, in the folder and in the project.</summary>
    /// <param name="localFolder">The root of the project's files on this machine.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>Files that differ, in the order of their paths. Without an earlier sync all that is only on one side is new
    /// there.</returns>
    /// <exception cref="DominoException">The folder belongs to another project, or what it remembers is damaged.</exception>
    public async Task<IReadOnlyList<FileDifference>> StatusAsync(string localFolder, CancellationToken cancellationToken = default)
    {
        var comparison = await CompareAsync(localFolder, null, cancellationToken).ConfigureAwait(false);
        return
        [
            .. comparison
                .Files.Where(file => !file.IsSame && !file.IsUnchanged && (file.Local is not null || file.Remote is not null))
                .Select(file => new FileDifference(file.Path, file.Here, file.There, file.Local?.Size, file.Remote?.SizeBytes)),
        ];
    }

    /// <summary>Lists the differences between the folder and a commit, independent of the last sync.</summary>
    /// <param name="localFolder">The root of the project's files on this machine.</param>
    /// <param name="commitId">The ID of the commit. If null, the latest commit is used.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>Files that differ, in the order of their paths; <see cref="FileDifference.Here"/> says how,
    /// <see cref="FileDifference.There"/> is <see cref="FileChange.Unchanged"/>.</returns>
    /// <exception cref="DominoException">The folder belongs to another project, or what it remembers is damaged.</exception>
    /// <exception cref="DominoApiException">404: the commit was not found.</exception>
    public async Task<IReadOnlyList<FileDifference>> DiffAsync(
        string localFolder,
        string? commitId = null,
        CancellationToken cancellationToken = default
    )
    {
        RefuseBlank(commitId);
        var comparison = await CompareAsync(localFolder, commitId, cancellationToken).ConfigureAwait(false);
        return
        [
            .. comparison
                .Files.Where(file =>
                    !file.IsSame && !(file.IsUnchanged && file.Base is not null) && (file.Local is not null || file.Remote is not null)
                )
                .Select(file => new FileDifference(
                    file.Path,
                    file.Local is null ? FileChange.Deleted
                        : file.Remote is null ? FileChange.Added
                        : FileChange.Changed,
                    FileChange.Unchanged,
                    file.Local?.Size,
                    file.Remote?.SizeBytes
                )),
        ];
    }

    private async Task<FolderComparison> CompareAsync(string localFolder, string? commitId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localFolder);
        return await FolderComparison
            .MakeAsync(
                this,
                await _project.GetIdAsync(cancellationToken).ConfigureAwait(false),
                Existing(localFolder),
                new SyncOptions(),
                commitId,
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
