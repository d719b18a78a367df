using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Files;

/// <summary>Everything below a folder, as paths relative to it. Links are named and never followed.</summary>
internal sealed class FolderScan
{
    /// <summary>Gets the paths of the files.</summary>
    public List<string> Files { get; } = [];

    /// <summary>
    /// Gets what cannot be kept and why: links, pipes, folders that cannot be read, and names and paths that cannot be used.
    /// </summary>
    /// <remarks>An entry is lost if it has content of a user. Links and pipes do not.</remarks>
    public List<(string Path, string Reason, bool IsLost)> Unusable { get; } = [];

    public static FolderScan Of(string folder, Predicate<string> skip)
    {
        var scan = new FolderScan();
        var prefixes = new Stack<string>([""]);
        while (prefixes.TryPop(out var prefix))
        {
            try
            {
                foreach (var entry in FolderEntry.In(Path.Combine(folder, prefix)))
                {
                    var path = prefix + entry.Name;
                    if (!skip(path))
                    {
                        scan.Add(folder, path, entry, prefixes);
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                scan.Unusable.Add((prefix.TrimEnd('/'), FileProblem.Of(e), true));
            }
        }

        return scan;
    }

    private void Add(string folder, string path, FolderEntry entry, Stack<string> prefixes)
    {
        var reason =
            !entry.IsReadable ? FolderEntry.NotUtf8
            : entry.Kind == EntryKind.Link ? "symbolic links stay out of a project"
            : entry.Kind == EntryKind.Other ? "it is not a regular file"
            : FileProblem.IsTooLong(Path.Combine(folder, path)) ? FileProblem.TooLong
            : null;
        if (reason is not null)
        {
            Unusable.Add((path, reason, !entry.IsReadable || entry.Kind is EntryKind.Folder or EntryKind.File));
        }
        else if (entry.Kind == EntryKind.Folder)
        {
            prefixes.Push(path + "/");
        }
        else
        {
            Files.Add(path);
        }
    }
}
