using System.Collections.Concurrent;
using System.Text.Json;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Datasets.Uploads;

/// <summary>
/// Keeps uploads from their start to their end, their cancellation, or a day without a request. A restart in between loses nothing.
/// </summary>
internal sealed class UploadKeeper(UploadStore store, DatasetFolders folders, Flush flush, TimeProvider time) : IDisposable
{
    /// <summary>How long an upload waits for its next request; as long again its key is answered with what became of it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Lazy<UploadSession>> _sessions = new(StringComparer.Ordinal);

    public UploadRow Start(DatasetRow dataset, Collision collision, string target) => store.Add(dataset, collision, target);

    /// <summary>An upload that was used since the server started; null if it was not.</summary>
    public UploadSession? Opened(string key) =>
        _sessions.TryGetValue(key, out var session) && session.IsValueCreated ? session.Value : null;

    /// <summary>The upload, which is used by this.</summary>
    /// <exception cref="DomainException">Not found: the upload does not exist or has expired. Conflict: the upload has ended or was
    /// cancelled.</exception>
    public UploadSession Use(string key)
    {
        var session = Opened(key) ?? Open(key);
        var now = time.GetUtcNow();
        if (now - session.TouchedAt >= Lifetime)
        {
            Remove(session.Row, UploadState.Expired);
            throw Closed(Find(key));
        }

        session.TouchedAt = now;
        if (now - session.SavedAt >= SaveInterval)
        {
            session.SavedAt = now;
            store.Touch(key, now);
        }

        return session;
    }

    public UploadRow Find(string key) => store.Find(key) ?? throw NoUpload(key);

    /// <summary>An upload that does not exist, or of which the caller may not know.</summary>
    public static DomainException NoUpload(string key) => DomainException.NotFound($"The upload with the key '{key}' was not found.");

    /// <summary>Moves all files into the dataset, or none. Ended twice is ended once.</summary>
    public async Task EndAsync(string key, string? target, CancellationToken cancellationToken)
    {
        using var turn = await folders.TurnAsync(Find(key).DatasetId, cancellationToken);
        var row = Find(key);
        if (row.State == UploadState.Ended)
        {
            return;
        }

        // An earlier end that could neither be finished nor undone is gone on with.
        var session = row.State == UploadState.Ending ? null : Use(key);
        try
        {
            Finish(row, session is null ? StepsOf(row) : Plan(session, target));
        }
        catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException && !DiskFull.Caused(e)))
        {
            throw DomainException.Conflict($"The dataset can't be changed as the upload asks; nothing was: {FileProblem.Of(e)}.");
        }

        Remove(row, UploadState.Ended);
    }

    /// <summary>Removes all that came. Cancelled twice is cancelled once.</summary>
    public async Task CancelAsync(string key, CancellationToken cancellationToken)
    {
        using var turn = await folders.TurnAsync(Find(key).DatasetId, cancellationToken);
        var row = Find(key);
        if (row.State == UploadState.Ended)
        {
            throw Closed(row);
        }

        if (row.State == UploadState.Open)
        {
            Remove(row, UploadState.Cancelled);
        }
    }

    /// <summary>Completes uploads that an earlier server was finalizing, and removes files that no upload needs.</summary>
    public void Recover()
    {
        foreach (var row in store.Ending())
        {
            try
            {
                Finish(row, StepsOf(row));
                Remove(row, UploadState.Ended);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It was undone: the upload is open, and its sender, who had no reply, can end it again and is told why not.
            }
        }

        Tidy();
    }

    /// <summary>Ends what waited too long.</summary>
    public void Sweep()
    {
        var due = time.GetUtcNow() - Lifetime;
        foreach (var row in store.UntouchedSince(due))
        {
            if (row.State != UploadState.Open)
            {
                store.Forget(row.Key);
            }
            else if (Opened(row.Key) is not { } session || session.TouchedAt <= due)
            {
                Remove(row, UploadState.Expired);
            }
        }

        Tidy();
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values.Where(session => session.IsValueCreated))
        {
            session.Value.Dispose();
        }
    }

    private UploadSession Open(string key)
    {
        var session = _sessions.GetOrAdd(
            key,
            _ => new Lazy<UploadSession>(() =>
            {
                var row = Find(key);
                return row.State == UploadState.Open ? new UploadSession(row, Folder(row), flush) : throw Closed(row);
            })
        );
        try
        {
            var opened = session.Value;

            // It may have been removed while it was opened.
            return Find(key) is { State: UploadState.Open } ? opened : throw Closed(Find(key));
        }
        catch
        {
            if (_sessions.TryRemove(KeyValuePair.Create(key, session)) && session.IsValueCreated)
            {
                session.Value.Dispose();
            }

            throw;
        }
    }

    /// <summary>
    /// Takes no more chunks and writes down how they become part of the dataset: from then on the end is only a matter of time.
    /// </summary>
    private List<MergeStep> Plan(UploadSession session, string? target)
    {
        var files = session.Close();
        try
        {
            CheckLengths(session, files, target ?? session.Row.Target);
            flush.Wait(files);
            var steps = files.Count == 0 ? [] : MergeOf(session.Row).Plan(target ?? session.Row.Target, session.Row.Collision);
            store.Move(session.Row.Key, UploadState.Ending, JsonSerializer.Serialize(steps, UploadJson.Default.ListMergeStep));
            return steps;
        }
        catch
        {
            session.Reopen();
            throw;
        }
    }

    private void CheckLengths(UploadSession session, List<string> files, string target)
    {
        var head = folders.Head(session.Row.DatasetId);
        foreach (var path in files.Select(file => Path.Combine(target, Path.GetRelativePath(session.Tree, file))))
        {
            if (FileProblem.IsTooLong(Path.Combine(head, path)))
            {
                throw DomainException.Invalid($"'{path}' cannot be added to the dataset: {FileProblem.TooLong}. Nothing was changed.");
            }
        }
    }

    private static List<MergeStep> StepsOf(UploadRow row) => JsonSerializer.Deserialize(row.Steps!, UploadJson.Default.ListMergeStep)!;

    private void Finish(UploadRow row, List<MergeStep> steps)
    {
        var merge = MergeOf(row);
        try
        {
            merge.Do(steps);
            flush.Wait(merge.Folders(steps));
        }
        catch
        {
            merge.Undo(steps);
            store.Move(row.Key, UploadState.Open);
            Opened(row.Key)?.Reopen();
            throw;
        }
    }

    /// <summary>Removes an upload. A chunk that is still coming may make a file once more, which <see cref="Tidy"/> removes.</summary>
    private void Remove(UploadRow row, UploadState state)
    {
        store.Move(row.Key, state);
        if (_sessions.TryRemove(row.Key, out var session))
        {
            session.Value.Dispose();
        }

        FolderRemoval.TryRemove(Folder(row));
    }

    /// <summary>Removes the folders that no upload needs.</summary>
    private void Tidy()
    {
        foreach (var folder in folders.AllUploads())
        {
            if (store.Find(Path.GetFileName(folder)) is not { State: UploadState.Open or UploadState.Ending })
            {
                FolderRemoval.TryRemove(folder);
            }
        }
    }

    private Merge MergeOf(UploadRow row) =>
        new(Path.Combine(Folder(row), "files"), Path.Combine(Folder(row), "replaced"), folders.Head(row.DatasetId));

    private string Folder(UploadRow row) => folders.Upload(row.DatasetId, row.Key);

    private static DomainException Closed(UploadRow row) =>
        row.State switch
        {
            UploadState.Expired => DomainException.NotFound(
                $"The upload '{row.Key}' waited {Lifetime.TotalHours:0} hours for its next request and is removed. Start a new upload."
            ),
            UploadState.Cancelled => DomainException.Conflict($"The upload '{row.Key}' was cancelled. Start a new upload."),
            _ => DomainException.Conflict($"The upload '{row.Key}' has been ended; its files are in the dataset."),
        };
}
