using System.Collections.Concurrent;
using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>The files that both sides have in common, as a sync finds them and the next one reads them.</summary>
internal sealed class SyncMemory(FolderComparison comparison)
{
    private readonly Lock _turn = new();
    private readonly SortedDictionary<string, SyncedFile> _files = new(comparison.State.Files, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ContentId> _sent = new(StringComparer.Ordinal);
    private bool _touched;

    public bool HasSent => !_sent.IsEmpty;

    /// <summary>Adds the files that both sides have in common without a transfer.</summary>
    public void Adopt()
    {
        foreach (var file in comparison.Files)
        {
            if (file.Local is null && file.Remote is null)
            {
                Remember(file.Path, null);
            }
            else if (file.IsSame)
            {
                Remember(file.Path, SyncedFile.From(file.Remote!.Key, file.LocalId!, file.LocalFacts!.Value));
            }
            else if (
                file is { IsUnchanged: true, Base: { } known }
                && (known.Key != file.Remote!.Key || known.LastWrite != file.Local!.Value.LastWrite)
            )
            {
                Remember(file.Path, known with { Key = file.Remote.Key, LastWrite = file.Local!.Value.LastWrite });
            }
        }
    }

    /// <summary>The project has got this; its key is not known yet.</summary>
    public void Sent(string path, ContentId id, LocalEntryFacts facts)
    {
        _sent[path] = id;
        Remember(path, SyncedFile.From(null, id, facts));
    }

    /// <param name="path">The path on both sides.</param>
    /// <param name="file">The file that both sides have, or null if neither has one.</param>
    public void Remember(string path, SyncedFile? file)
    {
        lock (_turn)
        {
            _touched = true;
            if (file is null)
            {
                _files.Remove(path);
            }
            else
            {
                _files[path] = file;
            }
        }
    }

    /// <summary>Learns the keys of what was sent.</summary>
    /// <returns>The newest commit; null: it could not be asked for.</returns>
    public async Task<string?> SettleAsync(ProjectFilesClient files, CancellationToken cancellationToken)
    {
        try
        {
            var head = await files.GetHeadAsync(cancellationToken).ConfigureAwait(false);
            await foreach (var file in files.ListAsync("", head, cancellationToken).ConfigureAwait(false))
            {
                // Another user's version may already be there, so only a key that proves the content is trusted.
                if (_sent.TryGetValue(file.Path, out var id) && id.Proves(file.Key))
                {
                    Remember(file.Path, _files[file.Path] with { Key = file.Key });
                }
            }

            return head;
        }
        catch (Exception e) when (e is DominoException or OperationCanceledException)
        {
            // What was sent stays without a key; the next sync compares its content.
            return null;
        }
    }

    /// <summary>Tells the next sync of the folder, if there is anything new.</summary>
    public void Write(string root, string commit)
    {
        if (_touched || comparison.State.CommitId != commit)
        {
            new SyncState(1, comparison.State.ProjectId, commit, _files).Write(root);
        }
    }
}
