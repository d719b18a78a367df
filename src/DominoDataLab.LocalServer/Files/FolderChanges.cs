using DominoDataLab.LocalServer.Storage;
using LibGit2Sharp;

namespace DominoDataLab.LocalServer.Files;

/// <summary>What changed in a folder since a commit was checked out there. What can't be kept is named in the log, and counts neither as changed nor as removed.</summary>
internal sealed class FolderChanges
{
    private readonly Action<string> _log;

    private FolderChanges(IEnumerable<string> before, Action<string> log) =>
        (Removed, _log) = (before.ToHashSet(StringComparer.Ordinal), log);

    /// <summary>New and changed files; the repository has their content.</summary>
    public List<(string Path, ObjectId Id, Mode Mode)> Changed { get; } = [];

    public HashSet<string> Removed { get; }

    /// <param name="folder">Where the commit was checked out.</param>
    /// <param name="before">The commit's files.</param>
    /// <param name="repository">Gets the content of what changed.</param>
    /// <param name="log">Gets a line for each file that can't be kept.</param>
    public static FolderChanges Of(
        string folder,
        Dictionary<string, (ObjectId Id, Mode Mode)> before,
        string repository,
        Action<string> log
    )
    {
        var ignore = IgnoreRules.Read(folder);
        var scan = FolderScan.Of(folder, ignore.Ignores);
        var changes = new FolderChanges(before.Keys.Where(path => !ignore.Ignores(path)), log);
        foreach (var (path, reason) in scan.Links.Select(link => (link, "symbolic links stay out of a project")).Concat(scan.Unreadable))
        {
            changes.Skip(path, reason);
        }

        foreach (var path in scan.Files)
        {
            try
            {
                using var content = PlainFile.Open(Path.Combine(folder, path));
                if ((FilePath.Problem(path) ?? (content is null ? "it is no plain file" : null)) is { } problem)
                {
                    changes.Skip(path, problem);
                    continue;
                }

                changes.Removed.Remove(path);
                var known = before.TryGetValue(path, out var old);
                var mode = ExecutableBit.Of(Path.Combine(folder, path), content!, known ? old.Mode : null);
                content!.Position = 0;
                if (!known || mode != old.Mode || LooseObject.BlobId(content) != old.Id.Sha)
                {
                    changes.Changed.Add((path, new ObjectId(LooseObject.WriteBlob(repository, content)), mode));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && !DiskFull.Caused(e))
            {
                changes.Skip(path, e.Message);
            }
        }

        return changes;
    }

    private void Skip(string path, string reason)
    {
        _log($"'{path}' is not kept: {reason}.");
        Removed.RemoveWhere(known => known == path || path.Length == 0 || known.StartsWith(path + "/", StringComparison.Ordinal));
    }
}
