using DominoDataLab.Client.LocalFiles;

namespace DominoDataLab.Client.Files;

/// <summary>true if each file of a plan has a place where it goes: no file where it needs a folder, no folder where it is, a name that is
/// none on this machine; otherwise, false.</summary>
internal sealed class SyncPlaces
{
    private readonly string _root;
    private readonly Side _local;
    private readonly Side _remote;
    private readonly Dictionary<string, string> _collisions;

    public SyncPlaces(FolderComparison comparison, IReadOnlyList<SyncAction> actions)
    {
        _root = comparison.Local.Root;
        _local = new Side(After(comparison.Local.Files.Keys, actions, SyncActionKind.DeleteLocal, SyncActionKind.Download));
        _remote = new Side(After(comparison.Remote.Keys, actions, SyncActionKind.RemoveRemote, SyncActionKind.Upload));
        _collisions = new(StringComparer.Ordinal);
        foreach (var (path, same) in LocalTarget.Collisions(_local.Paths, LocalTarget.Names(_root)))
        {
            _collisions.TryAdd(path, same);
            _collisions.TryAdd(same, path);
        }
    }

    /// <summary>How many files the project has afterwards.</summary>
    public int RemoteCount => _remote.Paths.Count;

    /// <summary>Why an action can't be done; null if it can.</summary>
    public string? Problem(SyncAction action) =>
        action.Kind switch
        {
            SyncActionKind.Download => LocalTarget.Problem(_root, action.Path) is { } problem ? $"can't be written here: {problem}"
            : _local.Obstacle(action.Path) is { } obstacle ? $"can't be written here: {obstacle}"
            : _collisions.TryGetValue(action.Path, out var same)
                ? $"can't be written here: on this machine upper and lower case are the same, and '{same}' is in its place"
            : null,
            SyncActionKind.Upload => _remote.Obstacle(action.Path) is { } obstacle ? $"can't be sent: in the project {obstacle}" : null,
            _ => null,
        };

    private static HashSet<string> After(
        IEnumerable<string> before,
        IReadOnlyList<SyncAction> actions,
        SyncActionKind gone,
        SyncActionKind came
    )
    {
        var paths = new HashSet<string>(before, StringComparer.Ordinal);
        foreach (var action in actions)
        {
            if (action.Kind == gone)
            {
                paths.Remove(action.Path);
            }
            else if (action.Kind == came)
            {
                paths.Add(action.Path);
            }
        }

        return paths;
    }

    private sealed class Side
    {
        private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

        public Side(HashSet<string> paths)
        {
            Paths = paths;
            foreach (var path in paths)
            {
                _folders.UnionWith(LocalTarget.Above(path));
            }
        }

        public HashSet<string> Paths { get; }

        public string? Obstacle(string path) =>
            _folders.Contains(path) ? $"'{path}' is a folder"
            : LocalTarget.Above(path).FirstOrDefault(Paths.Contains) is { } file ? $"'{file}' is a file"
            : null;
    }
}
