using System.IO.Enumeration;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>
/// The files of a folder as they were when it was read, without what its <c>.dominoignore</c> and the caller's patterns leave out. A link
/// to a file stands for the file. Links to folders, broken links and names that are not valid UTF-8 are left out. They are treated as if
/// neither side had anything there, so that no sync takes a file for deleted that cannot be seen.
/// </summary>
internal sealed class LocalFolder
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    private readonly DominoIgnore _ignore;
    private readonly string _ignorePrefix;
    private readonly FileFilter _wanted;
    private readonly SortedDictionary<string, string> _blind = new(StringComparer.Ordinal);

    private LocalFolder(string root, string ignoreRoot, FileSetOptions options)
    {
        Root = root;
        _ignore = DominoIgnore.Read(ignoreRoot);
        _ignorePrefix = Path.GetRelativePath(ignoreRoot, root) is var below && below == "." ? "" : Slashes(below) + "/";
        _wanted = new FileFilter(options);
    }

    public string Root { get; }

    public Dictionary<string, LocalEntry> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The paths that are left out although nobody asked for it, and the reason for each.</summary>
    public IReadOnlyDictionary<string, string> Blind => _blind;

    /// <summary>Reads the root of a project's files.</summary>
    /// <exception cref="IOException">A folder can't be read; it is named.</exception>
    public static LocalFolder Read(string root, FileSetOptions options) => Read(root, root, options);

    /// <summary>Reads a folder that may be a part of a project's files.</summary>
    /// <exception cref="IOException">A folder can't be read; it is named.</exception>
    public static LocalFolder ReadPart(string folder, FileSetOptions options) =>
        Read(folder, SyncedFolder.Find(folder)?.Path ?? DominoIgnore.FindRoot(folder) ?? folder, options);

    private static LocalFolder Read(string root, string ignoreRoot, FileSetOptions options)
    {
        var folder = new LocalFolder(root, ignoreRoot, options);
        if (Directory.Exists(root))
        {
            folder.Fill();
        }

        return folder;
    }

    /// <summary>true if a path of either side takes part; otherwise, false.</summary>
    public bool Sees(string path) => !Ignores(path) && _wanted.Matches(path) && !IsBlind(path);

    private static string Slashes(string path) => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;

    private bool Ignores(string path) => _ignore.Ignores(_ignorePrefix + path);

    private void Fill()
    {
        var prefix = Path.EndsInDirectorySeparator(Root) ? Root.Length : Root.Length + 1;
        string Relative(ref FileSystemEntry entry) => LocalTree.Relative(ref entry, prefix);
        var entries = new FileSystemEnumerable<(string Path, bool IsLink)>(
            Root,
            (ref FileSystemEntry entry) => (Relative(ref entry), entry.Attributes.HasFlag(FileAttributes.ReparsePoint)),
            Everything
        )
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                (
                    !entry.IsDirectory
                    || entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
                    || LocalTree.HasInvalidName(entry.ToFullPath())
                ) && !Ignores(Relative(ref entry)),
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
                !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
                && !LocalTree.HasInvalidName(entry.ToFullPath())
                && !Ignores(Relative(ref entry)),
        };
        foreach (var (path, isLink) in entries)
        {
            var full = Path.Combine(Root, path);
            if (LocalTree.HasInvalidName(full))
            {
                _blind[path] = LocalTree.InvalidName;
            }
            else if (_wanted.Matches(path) && LocalTree.Find(full, path) is { } file)
            {
                Files.Add(path, file);
            }
            else if (isLink && (Directory.Exists(full) || _wanted.Matches(path)))
            {
                _blind[path] = Directory.Exists(full) ? LocalTree.LinkToFolder : LocalTree.BrokenLink;
            }

            // Otherwise, the file has disappeared since it was listed.
        }
    }

    private bool IsBlind(string path)
    {
        for (var end = path.Length; _blind.Count > 0 && end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (_blind.ContainsKey(path[..end]))
            {
                return true;
            }
        }

        return false;
    }
}
