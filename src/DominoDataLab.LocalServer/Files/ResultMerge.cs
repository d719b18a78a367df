using LibGit2Sharp;

namespace DominoDataLab.LocalServer.Files;

/// <summary>
/// Brings what a job changed onto the newest commit. What the job wrote wins over what others changed meanwhile, which stays in the commit
/// before. What the job removed goes only if nobody changed it. The log names both.
/// </summary>
internal sealed class ResultMerge(Commit head, Checkout before, FolderChanges changes, Action<string> log)
{
    private readonly TreeDefinition _tree = TreeDefinition.From(head.Tree);
    private readonly HashSet<string> _written = changes.Changed.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = changes.Changed.SelectMany(file => Above(file.Path)).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> _replaced = new(StringComparer.Ordinal);

    public TreeDefinition Run()
    {
        foreach (var path in changes.Removed)
        {
            Remove(path);
        }

        foreach (var (path, id, mode) in changes.Changed)
        {
            MakeRoom(path, id);
            _tree.Add(path, id, mode);
        }

        return _tree;
    }

    /// <summary>Gets the first folder of a path that is a file in a commit, or null if every part can be a folder.</summary>
    public static string? FileAbove(Commit commit, string path) =>
        Above(path).FirstOrDefault(folder => commit[folder]?.TargetType == TreeEntryTargetType.Blob);

    private void Remove(string path)
    {
        if (head[path] is not { } now)
        {
            return;
        }

        if (IsAsBefore(path, now))
        {
            _tree.Remove(path);
        }
        else if (!_folders.Contains(path) && !Above(path).Any(_written.Contains))
        {
            log($"'{path}' was removed by the job and changed by another user in the meantime. It is kept.");
        }
    }

    private void MakeRoom(string path, ObjectId id)
    {
        if (FileAbove(head, path) is { } above)
        {
            Replace(above, IsAsBefore(above, head[above]));
        }
        else if (head[path] is { TargetType: TreeEntryTargetType.Tree } folder)
        {
            Replace(path, IsAsBefore((Tree)folder.Target, path + "/"));
        }
        else if (head[path] is { } file && file.Target.Id != id && !IsAsBefore(path, file))
        {
            LogConflict(path);
        }
    }

    private void Replace(string path, bool isAsBefore)
    {
        if (_replaced.Add(path))
        {
            _tree.Remove(path);
            if (!isAsBefore)
            {
                LogConflict(path);
            }
        }
    }

    private bool IsAsBefore(string path, TreeEntry now) => before.Files.TryGetValue(path, out var old) && old.Id == now.Target.Id;

    private bool IsAsBefore(Tree tree, string prefix) =>
        tree.All(entry =>
            entry.TargetType == TreeEntryTargetType.Tree
                ? IsAsBefore((Tree)entry.Target, prefix + entry.Name + "/")
                : IsAsBefore(prefix + entry.Name, entry)
        );

    private void LogConflict(string path) =>
        log(
            $"'{path}' was changed by the job and by another user in the meantime. The latest content is the job's; "
                + $"the other one is in commit {head.Sha}."
        );

    private static IEnumerable<string> Above(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }
}
