using System.Collections.Concurrent;
using System.Net;
using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>Carries out a plan, and remembers what was done however it ends.</summary>
internal sealed class SyncExecution(ProjectFilesClient files, SyncPlan plan, TimeProvider time) : IDisposable
{
    // Removals go in one commit, unless the request would be too long.
    private const int RemovedAtOnce = 1000;

    private readonly FolderComparison _comparison = plan.Comparison;
    private readonly string _root = plan.Folder;
    private readonly string _incoming = Path.Combine(plan.Folder, SyncState.Folder, "incoming");
    private readonly TransferMeter _meter = new(plan.Options, time);
    private readonly RemoteView _view = new(files, plan.Comparison.Remote, time);
    private readonly ConcurrentQueue<SyncFailure> _failures = new();
    private readonly SyncMemory _memory = new(plan.Comparison);
    private readonly IdentifiedContent _content = new(new CommitContent(files, plan.CommitId));
    private readonly CancellationTokenSource _stop = new();
    private int _uploaded,
        _downloaded,
        _removed,
        _deleted;

    public void Dispose()
    {
        _stop.Dispose();
        _view.Dispose();
    }

    public async Task<SyncResult> RunAsync(CancellationToken cancellationToken)
    {
        RefuseConflicts();
        SyncSeal.CreateKey();
        Directory.CreateDirectory(Path.Combine(_root, SyncState.Folder));
        using var turn = TakeTurn();
        await RefuseChangesAsync(cancellationToken).ConfigureAwait(false);
        DeleteIncoming();
        _meter.Expect(Of(SyncActionKind.Upload, SyncActionKind.Download).Select(action => action.SizeBytes));
        _memory.Adopt();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        var commit = plan.CommitId;
        try
        {
            await ActAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // One of the failures would have been everybody's.
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        finally
        {
            if (!stop.IsCancellationRequested && (_memory.HasSent || _removed > 0))
            {
                commit = await _memory.SettleAsync(files, cancellationToken).ConfigureAwait(false) ?? commit;
            }

            DeleteIncoming();
            _memory.Write(_root, commit);
        }

        var moved = _meter.Finish();
        var result = new SyncResult(_uploaded, _downloaded, _removed, _deleted, moved.BytesTransferred, commit, moved.Elapsed);
        return _failures.IsEmpty
            ? result
            : throw new SyncFailedException([.. _failures.OrderBy(failure => failure.Action.Path, StringComparer.Ordinal)], result);
    }

    private void RefuseConflicts()
    {
        var conflicts = plan.Actions.Where(action => action.Kind == SyncActionKind.Conflict).ToList();
        if (conflicts.Count > 0)
        {
            throw new SyncConflictException(
                plan,
                $"Nothing was done: both '{_root}' and the project changed what follows. Settle it, or choose whose version stays."
                    + string.Concat(
                        conflicts.Take(10).Select(conflict => $"\n  {SyncAction.Show(conflict.Path)}: {SyncAction.Show(conflict.Reason)}")
                    )
                    + (conflicts.Count > 10 ? $"\n  and {conflicts.Count - 10} more" : "")
            );
        }
    }

    private FileStream TakeTurn()
    {
        var file = Path.Combine(_root, SyncState.Folder, "lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new SyncConflictException(plan, $"Nothing was done: another sync of '{_root}' is running. Wait until it ends.");
        }
    }

    private async Task RefuseChangesAsync(CancellationToken cancellationToken)
    {
        var state = SyncState.Read(_root, _comparison.State.ProjectId);
        if (state.WrittenAt != _comparison.StateWrittenAt)
        {
            throw new SyncConflictException(
                plan,
                $"Another sync of '{_root}' has been made since this one was planned; nothing was done. Make a new plan."
            );
        }

        var head = await files.GetHeadAsync(cancellationToken).ConfigureAwait(false);
        if (head != plan.CommitId)
        {
            throw new SyncConflictException(
                plan,
                $"The project has changed since the sync was planned: its newest commit is {head}, no longer {plan.CommitId}. Nothing was "
                    + $"done; make a new plan."
            );
        }
    }

    private async Task ActAsync(CancellationToken cancellationToken)
    {
        foreach (var action in Of(SyncActionKind.RenameLocal))
        {
            await TryAsync(action, () => Rename(action)).ConfigureAwait(false);
        }

        // A file makes way for a folder of its name, and a folder for a file; all else is deleted when what is new has arrived.
        var deletions = Of(SyncActionKind.DeleteLocal).ToLookup(InTheWayOf(SyncActionKind.Download));
        var removals = Of(SyncActionKind.RemoveRemote).ToLookup(InTheWayOf(SyncActionKind.Upload));
        await DeleteAsync(deletions[true], cancellationToken).ConfigureAwait(false);
        await RemoveAsync(removals[true], cancellationToken).ConfigureAwait(false);
        using var downloader = files.CreateDownloader(_content, plan.Options, _meter, _incoming);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = plan.Options.MaxConcurrency, CancellationToken = cancellationToken };
        await Parallel
            .ForEachAsync(
                Of(SyncActionKind.Upload, SyncActionKind.Download),
                parallel,
                async (action, token) =>
                    await TryAsync(
                            action,
                            () =>
                                action.Kind == SyncActionKind.Upload ? UploadAsync(action, token) : DownloadAsync(downloader, action, token)
                        )
                        .ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        await RemoveAsync(removals[false], cancellationToken).ConfigureAwait(false);
        await DeleteAsync(deletions[false], cancellationToken).ConfigureAwait(false);
    }

    private Task Rename(SyncAction action)
    {
        RefuseChanged(action);
        File.Move(FullPath(action.Path), FullPath(action.NewPath!));
        return Task.CompletedTask;
    }

    private async Task UploadAsync(SyncAction action, CancellationToken cancellationToken)
    {
        RefuseChanged(action);
        await _view.RefuseChangedAsync(action, cancellationToken).ConfigureAwait(false);
        var facts = action.Local!.Value;
        try
        {
            var id = await FileMover
                .UploadAsync(
                    files,
                    new(FullPath(action.Path), action.Path, facts.Size, facts.LastWrite),
                    action.Path,
                    new(_meter),
                    cancellationToken
                )
                .ConfigureAwait(false);
            _memory.Sent(action.Path, id, facts);
            Interlocked.Increment(ref _uploaded);
            _meter.Completed(new(action.Path, facts.Size, TransferOutcome.Transferred));
        }
        catch (SentFileChangedException e) when (e.Sent is not null)
        {
            // The project has the content that was read. The next sync sees that the folder's file is newer.
            _memory.Sent(action.Path, e.Sent, facts);
            throw;
        }
    }

    private async Task DownloadAsync(Downloader downloader, SyncAction action, CancellationToken cancellationToken)
    {
        RefuseChanged(action);
        var target = LocalTarget.In(_root, action.Path);
        LocalEntryFacts facts = default;
        await downloader
            .RunAsync(
                action.Remote!.ToRemoteFile(),
                target,
                temporary =>
                {
                    RefuseChanged(action);
                    _ = LocalTarget.In(_root, action.Path);

                    // A change after the file has its name is a change by the user.
                    facts = LocalEntry.Find(temporary)!.Value.Facts;
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        var id = _content.IdOf(action.Path);
        _memory.Remember(action.Path, SyncedFile.From(action.Remote!.Key, id, facts));
        Interlocked.Increment(ref _downloaded);
    }

    private async Task RemoveAsync(IEnumerable<SyncAction> actions, CancellationToken cancellationToken)
    {
        foreach (var batch in actions.Chunk(RemovedAtOnce))
        {
            var unchanged = new List<SyncAction>();
            await _view.RefreshAsync(cancellationToken).ConfigureAwait(false);
            foreach (var action in batch)
            {
                await TryAsync(
                        action,
                        async () =>
                        {
                            await _view.RefuseChangedAsync(action, cancellationToken).ConfigureAwait(false);
                            unchanged.Add(action);
                        }
                    )
                    .ConfigureAwait(false);
            }

            if (unchanged.Count == 0)
            {
                continue;
            }

            await TryAsync(
                    unchanged[0],
                    async () =>
                    {
                        await files.DeleteAsync(unchanged.ConvertAll(action => action.Path), cancellationToken).ConfigureAwait(false);
                        _removed += unchanged.Count;
                        unchanged.ForEach(action => _memory.Remember(action.Path, null));
                    }
                )
                .ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(IEnumerable<SyncAction> actions, CancellationToken cancellationToken)
    {
        foreach (var action in actions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await TryAsync(action, () => Delete(action)).ConfigureAwait(false);
        }
    }

    private Task Delete(SyncAction action)
    {
        RefuseChanged(action);
        var target = LocalTarget.In(_root, action.Path);
        File.Delete(target);
        _memory.Remember(action.Path, null);
        _deleted++;
        try
        {
            for (
                var folder = Path.GetDirectoryName(target)!;
                folder.Length > _root.Length && !Directory.EnumerateFileSystemEntries(folder).Any();
                folder = Path.GetDirectoryName(folder)!
            )
            {
                Directory.Delete(folder);
            }
        }
        catch (IOException)
        {
            // Another process uses the folder. Only files matter to the project.
        }

        return Task.CompletedTask;
    }

    private async Task TryAsync(SyncAction action, Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DominoException or IOException or UnauthorizedAccessException)
        {
            _failures.Enqueue(new(action, e));
            if (ConcernsAll(e))
            {
                await _stop.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    private static bool ConcernsAll(Exception e) =>
        e switch
        {
            DominoApiException
            {
                StatusCode: HttpStatusCode.Unauthorized
                    or HttpStatusCode.Forbidden
                    or HttpStatusCode.TooManyRequests
                    or >= HttpStatusCode.InternalServerError
            } => true,
            DominoConnectionException or DominoTimeoutException or DominoCredentialException => true,
            _ => false,
        };

    private void RefuseChanged(SyncAction action)
    {
        if (LocalEntry.Find(FullPath(action.Path))?.Facts != action.Local)
        {
            throw new LocalFileException(action.Path);
        }
    }

    private List<SyncAction> Of(params ReadOnlySpan<SyncActionKind> kinds)
    {
        var found = new List<SyncAction>();
        foreach (var action in plan.Actions)
        {
            if (kinds.Contains(action.Kind))
            {
                found.Add(action);
            }
        }

        return found;
    }

    private Func<SyncAction, bool> InTheWayOf(SyncActionKind kind)
    {
        var arriving = Of(kind).Select(action => action.Path).ToHashSet(StringComparer.Ordinal);
        var folders = arriving.SelectMany(LocalTarget.Above).ToHashSet(StringComparer.Ordinal);
        return action => folders.Contains(action.Path) || LocalTarget.Above(action.Path).Any(arriving.Contains);
    }

    private string FullPath(string path) => Path.Combine(_root, path);

    // What a killed sync left there is nobody's.
    private void DeleteIncoming()
    {
        if (Directory.Exists(_incoming))
        {
            Directory.Delete(_incoming, recursive: true);
        }
    }
}
