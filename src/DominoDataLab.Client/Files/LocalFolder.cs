using System.IO.Enumeration;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>
/// The files of a folder as they were when it was read, without what its <c>.dominoignore</c> and the caller's patterns leave out. A link
/// to a file stands for the file. A link to a folder is not followed, and one to nothing is no file: both are blind, as if neither side
/// had anything there, so that nothing is taken for deleted that is only out of sight.
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
    private readonly FileFilter _wanted;
    private readonly HashSet<string> _blind = new(StringComparer.Ordinal);

    private LocalFolder(string root, FileSetOptions options)
    {
        Root = root;
        _ignore = DominoIgnore.Read(root);
        _wanted = new FileFilter(options);
    }

    public string Root { get; }

    public Dictionary<string, LocalEntry> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Links that are not followed.</summary>
    public IEnumerable<string> Blind => _blind.Order(StringComparer.Ordinal);

    /// <exception cref="IOException">A folder can't be read; it is named.</exception>
    public static LocalFolder Read(string root, FileSetOptions options)
    {
        var folder = new LocalFolder(root, options);
        if (Directory.Exists(root))
        {
            folder.Fill();
        }

        return folder;
    }

    /// <summary>true if a path of either side takes part; otherwise, false.</summary>
    public bool Sees(string path) => !_ignore.Ignores(path) && _wanted.Matches(path) && !IsBlind(path);

    private void Fill()
    {
        var prefix = Path.EndsInDirectorySeparator(Root) ? Root.Length : Root.Length + 1;
        string Relative(ref FileSystemEntry entry) =>
            OperatingSystem.IsWindows() ? entry.ToFullPath()[prefix..].Replace('\\', '/') : entry.ToFullPath()[prefix..];
        var entries = new FileSystemEnumerable<(string Path, bool IsLink)>(
            Root,
            (ref FileSystemEntry entry) => (Relative(ref entry), entry.Attributes.HasFlag(FileAttributes.ReparsePoint)),
            Everything
        )
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                (!entry.IsDirectory || entry.Attributes.HasFlag(FileAttributes.ReparsePoint)) && !_ignore.Ignores(Relative(ref entry)),
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
                !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && !_ignore.Ignores(Relative(ref entry)),
        };
        foreach (var (path, isLink) in entries)
        {
            // Gone since it was listed: no file of the folder.
            var full = Path.Combine(Root, path);
            if (_wanted.Matches(path) && LocalTree.Find(full, path) is { } file)
            {
                Files.Add(path, file);
            }
            else if (isLink && (Directory.Exists(full) || _wanted.Matches(path)))
            {
                _blind.Add(path);
            }
        }
    }

    private bool IsBlind(string path)
    {
        for (var end = path.Length; _blind.Count > 0 && end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (_blind.Contains(path[..end]))
            {
                return true;
            }
        }

        return false;
    }
}
