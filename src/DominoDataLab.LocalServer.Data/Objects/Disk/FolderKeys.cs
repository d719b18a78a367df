using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Data.Objects.Disk;

/// <summary>The files of a folder as objects: the key of an object is its path, with slashes. Links are never followed.</summary>
internal static class FolderKeys
{
    /// <summary>Files whose names start with this are not complete yet.</summary>
    public const string IncompletePrefix = ".domino-incomplete-";

    /// <summary>Lists the first keys that start with a prefix, in ordinal order. Only folders that can have such keys are read.</summary>
    /// <param name="root">The folder. It may be missing, which is as good as empty.</param>
    /// <param name="prefix">The start of the keys.</param>
    /// <param name="limit">The largest number of keys.</param>
    /// <param name="skipped">A folder directly in the root that is left out.</param>
    public static List<string> List(string root, string prefix, int limit, string? skipped = null) =>
        Directory.Exists(root) ? [.. In(root, "", prefix, skipped).Take(limit)] : [];

    /// <summary>Lists keys relative to a subfolder, which ends with a slash or is empty.</summary>
    public static IReadOnlyList<string> ListIn(string root, string subfolder, string prefix, int limit, string? skipped = null) =>
        List(root, subfolder + prefix, limit, skipped).ConvertAll(key => key[subfolder.Length..]);

    /// <summary>Finds the file of a key, or null if it does not exist.</summary>
    /// <exception cref="DomainException">The key cannot be a path.</exception>
    public static FileInfo? Find(string root, string key) => DatasetFolders.Find(root, Check(key)) as FileInfo;

    /// <summary>Checks that a key can be the path of a file.</summary>
    /// <exception cref="DomainException">The key cannot be a path.</exception>
    public static string Check(string key) =>
        key.StartsWith('/') || key.EndsWith('/') || DatasetFolders.Clean(key) is not { Length: > 0 } path || IsIncomplete(path)
            ? throw DomainException.Invalid($"'{key}' cannot be a key. Use a path of names, such as 'folder/file.csv'.")
            : path;

    private static bool IsIncomplete(string path) =>
        path[(path.LastIndexOf('/') + 1)..].StartsWith(IncompletePrefix, StringComparison.Ordinal);

    private static IEnumerable<string> In(string folder, string path, string prefix, string? skipped)
    {
        if (FileProblem.IsTooLong(folder))
        {
            yield break;
        }

        var entries = FolderEntry
            .In(folder)
            .Where(entry => entry.IsReadable && entry.Kind is EntryKind.File or EntryKind.Folder)
            .Select(entry => (Key: entry.Kind == EntryKind.Folder ? $"{path}{entry.Name}/" : path + entry.Name, entry.Kind))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal);
        foreach (var (key, kind) in entries)
        {
            var matches = key.StartsWith(prefix, StringComparison.Ordinal);
            if (kind == EntryKind.File && matches && !IsIncomplete(key))
            {
                yield return key;
            }
            else if (kind == EntryKind.Folder && (matches || prefix.StartsWith(key, StringComparison.Ordinal)) && key != skipped)
            {
                foreach (var inner in In(Path.Combine(folder, key[path.Length..^1]), key, prefix, skipped: null))
                {
                    yield return inner;
                }
            }
        }
    }
}
