using System.Collections.Concurrent;
using System.Text.Json;
using DominoDataLab.LocalServer.Hosting;

namespace DominoDataLab.LocalServer.Datasets.Uploads;

/// <summary>Keeps uploads from their start to their end, their cancellation, or a day without a piece. A restart in between loses nothing.</summary>
internal sealed class UploadKeeper(UploadStore store, DatasetFolders folders, TimeProvider time) : IDisposable
{
    /// <summary>How long an upload waits for its next request; as long again its key is answered with what became of it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Lazy<UploadSession>> _sessions = new(StringComparer.Ordinal);

    public UploadRow Start(DatasetRow dataset, Collision collision, string target) => store.Add(dataset, collision, target);

    /// <summary>The upload, which is used by this.</summary>
    /// <exception cref="ApiException">404: there is none; 409: it was ended or cancelled; 410: it waited too long.</exception>
    public UploadSession Use(string key)
    {
        if (!_sessions.TryGetValue(key, out var known))
        {
            var row = Find(key);
            if (row.State != UploadState.Open)
            {
                throw Closed(row);
            }

            known = _sessions.GetOrAdd(key, new Lazy<UploadSession>(() => new UploadSession(row, Folder(row))));
        }

        var session = known.Value;
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

    public UploadRow Find(string key) => store.Find(key) ?? throw new ApiException(404, $"There is no upload with the key '{key}'.");

    /// <summary>Moves all files into the dataset, or none. Ended twice is ended once.</summary>
    public async Task EndAsync(string key, string? target, CancellationToken cancellationToken)
    {
        using var turn = await folders.TurnAsync(Find(key).DatasetId, cancellationToken);
        if (Find(key).State == UploadState.Ended)
        {
            return;
        }

        var session = Use(key);
        var merge = MergeOf(session.Row);
        var files = session.Close();
        try
        {
            var steps = files == 0 ? [] : merge.Plan(target ?? session.Row.Target, session.Row.Collision);
            store.Move(key, UploadState.Ending, JsonSerializer.Serialize(steps, UploadJson.Default.ListMergeStep));
            Finish(session.Row, merge, steps);
        }
        catch
        {
            session.Reopen();
            throw;
        }

        Remove(session.Row, UploadState.Ended);
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

    /// <summary>Goes on with ends that a server did not finish, and removes what no upload needs.</summary>
    public void Recover()
    {
        foreach (var row in store.Ending())
        {
            try
            {
                Finish(row, MergeOf(row), JsonSerializer.Deserialize(row.Steps!, UploadJson.Default.ListMergeStep)!);
                Remove(row, UploadState.Ended);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It was undone: the upload is open, and its sender, who had no reply, can end it again and is told why not.
            }
        }

        foreach (var folder in folders.AllUploads())
        {
            if (store.Find(Path.GetFileName(folder)) is not { State: UploadState.Open or UploadState.Ending })
            {
                DatasetFolders.Remove(folder);
            }
        }
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
            else if (!_sessions.TryGetValue(row.Key, out var session) || session.Value.TouchedAt <= due)
            {
                Remove(row, UploadState.Expired);
            }
        }
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values)
        {
            if (session.IsValueCreated)
            {
                store.Touch(session.Value.Row.Key, session.Value.TouchedAt);
                session.Value.Dispose();
            }
        }
    }

    private void Finish(UploadRow row, Merge merge, List<MergeStep> steps)
    {
        try
        {
            merge.Do(steps);
        }
        catch
        {
            merge.Undo(steps);
            store.Move(row.Key, UploadState.Open);
            throw;
        }
    }

    private void Remove(UploadRow row, UploadState state)
    {
        store.Touch(row.Key, time.GetUtcNow());
        store.Move(row.Key, state);
        if (_sessions.TryRemove(row.Key, out var session))
        {
            session.Value.Dispose();
        }

        DatasetFolders.Remove(Folder(row));
    }

    private Merge MergeOf(UploadRow row) => new(Path.Combine(Folder(row), "files"), Path.Combine(Folder(row), "replaced"), folders.Head(row.DatasetId));

    private string Folder(UploadRow row) => folders.Upload(row.DatasetId, row.Key);

    private static ApiException Closed(UploadRow row) => row.State switch
    {
        UploadState.Expired => new ApiException(410, $"The upload '{row.Key}' waited {Lifetime.TotalHours:0} hours for its next request and is removed. Start it anew."),
        UploadState.Cancelled => new ApiException(409, $"The upload '{row.Key}' was cancelled. Start it anew."),
        _ => new ApiException(409, $"The upload '{row.Key}' has been ended; its files are in the dataset."),
    };
}
