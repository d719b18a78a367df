using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Datasets;

/// <summary>The files that a local path or pattern names, and their names in the dataset.</summary>
/// <param name="Root">The full path of the file or folder.</param>
/// <param name="Prefix">The prefix of the paths in the dataset. It is empty or ends in a slash.</param>
/// <param name="Pattern">The pattern of the paths to include. If null, all are included.</param>
internal sealed record UploadRoot(string Root, string Prefix, GlobPattern? Pattern)
{
    /// <summary>The path or pattern that the caller gave.</summary>
    public string Given { get; private init; } = "";

    private static readonly char[] Wildcards = ['*', '?'];

    /// <exception cref="FileNotFoundException">The path, or the folder of the pattern, was not found.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not look into the folder.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder to which paths are relative does not exist.</exception>
    public static UploadRoot Find(string localPath, string? relativeTo)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localPath);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(localPath));
        var beginning = Path.GetFullPath(relativeTo ?? Environment.CurrentDirectory);
        if (relativeTo is not null && !Directory.Exists(beginning))
        {
            throw new DirectoryNotFoundException($"The folder '{relativeTo}', to which paths are relative, was not found.");
        }

        if (File.Exists(full))
        {
            var name = Path.GetFileName(full);
            return new(full, Below(beginning, full)?[..^name.Length] ?? "", null);
        }

        GlobPattern? pattern = null;
        if (!Directory.Exists(full))
        {
            var wildcard = full.IndexOfAny(Wildcards);
            var folder = wildcard < 0 ? null : Path.GetDirectoryName(full[..(wildcard + 1)]);
            if (folder is null || !Directory.Exists(folder))
            {
                throw LocalTree.Nothing(folder ?? full, $"The file or folder '{localPath}' was not found.");
            }

            pattern = new GlobPattern("/" + LocalTree.Slashes(full[folder.Length..].TrimStart(Path.DirectorySeparatorChar)));
            full = folder;
        }

        var below = full == Path.TrimEndingDirectorySeparator(beginning) ? "" : Below(beginning, full) ?? Path.GetFileName(full);
        return new(full, below.Length > 0 ? below + "/" : "", pattern) { Given = localPath };
    }

    /// <param name="options">The patterns of the caller.</param>
    /// <param name="leftOut">Receives the paths that cannot be sent, and the reason for each.</param>
    public IEnumerable<LocalEntry> Files(TransferOptions options, IDictionary<string, string>? leftOut = null)
    {
        var tree = new LocalTree(Root, options.Filter()) { RequireAll = true };
        foreach (var file in tree.Files())
        {
            if (Pattern?.Matches(file.Path) != false)
            {
                yield return file;
            }
        }

        foreach (var (path, reason) in tree.LeftOut)
        {
            leftOut?.TryAdd(Prefix + path, reason);
        }
    }

    /// <summary>Gets the path relative to a folder, with slashes, or null if it is outside of the folder.</summary>
    private static string? Below(string folder, string path)
    {
        var start = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return path.StartsWith(start, StringComparison.Ordinal) ? LocalTree.Slashes(path[start.Length..]) : null;
    }
}
