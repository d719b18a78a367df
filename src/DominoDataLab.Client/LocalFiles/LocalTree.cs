using System.IO.Enumeration;

namespace DominoDataLab.Client.LocalFiles;

/// <summary>
/// The only walker of local folders. Files are found as they are asked for. A link to a file stands for the file. Links to folders are not
/// followed. Empty folders and temporary files of downloads are left out. Names that start with a dot are included.
/// </summary>
/// <param name="root">The folder, or a single file.</param>
/// <param name="wanted">The files that the caller wants.</param>
internal sealed class LocalTree(string root, FileFilter wanted)
{
    /// <summary>The reasons why a path is left out.</summary>
    public const string LinkToFolder = "it is a symbolic link to a folder";

    public const string BrokenLink = "it is a symbolic link to a file that does not exist";

    public const string InvalidName = "its name is not valid UTF-8";

    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    private readonly SortedDictionary<string, string> _leftOut = new(StringComparer.Ordinal);
    private readonly int _prefix = Path.EndsInDirectorySeparator(root) ? root.Length : root.Length + 1;

    /// <summary>Gets the test for paths to leave out. A folder is left out with all files in it. Default: no path is left out.</summary>
    public Func<string, bool> IsIgnored { get; init; } = static _ => false;

    /// <summary>Gets whether a broken link, or a file that is deleted while the folder is read, is an error. If not, it is left
    /// out.</summary>
    public bool RequireAll { get; init; }

    /// <summary>Gets the paths that cannot be sent and the reason for each. <see cref="Files"/> fills it.</summary>
    public IReadOnlyDictionary<string, string> LeftOut => _leftOut;

    /// <summary>Gets the files of the folder, one folder after the other, or the one file that the root is.</summary>
    /// <exception cref="UnauthorizedAccessException">The user may not read a folder, which is named.</exception>
    /// <exception cref="FileNotFoundException">A link is broken, or a file was deleted while the folder was read.</exception>
    /// <exception cref="IOException">A folder cannot be read, or a path is too long for the system.</exception>
    public IEnumerable<LocalEntry> Files()
    {
        if (File.Exists(root))
        {
            yield return LocalEntry.Find(root, Path.GetFileName(root)) ?? throw Missing(root);
            yield break;
        }

        var entries = new FileSystemEnumerable<(LocalEntry? File, string Path, bool IsLink)>(root, Entry, Everything)
        {
            ShouldIncludePredicate = ShouldInclude,
            ShouldRecursePredicate = ShouldRecurse,
        };
        foreach (var (file, path, isLink) in entries)
        {
            if (file is { } found)
            {
                yield return found;
            }
            else if (RequireAll)
            {
                throw Missing(Path.Combine(root, path));
            }
            else if (isLink)
            {
                _leftOut[path] = BrokenLink;
            }
        }
    }

    /// <summary>Creates the error for a path where nothing was found, or that the user may not look at.</summary>
    public static Exception Nothing(string fullPath, string message)
    {
        try
        {
            _ = File.GetAttributes(fullPath);
        }
        catch (UnauthorizedAccessException e)
        {
            return e;
        }
        catch (IOException)
        {
            // Nothing is there.
        }

        return new FileNotFoundException(message, fullPath);
    }

    /// <summary>Replaces the separators of the system with <c>/</c>. On Unix, a backslash is part of a name.</summary>
    public static string Slashes(string path) => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;

    private static FileNotFoundException Missing(string path) =>
        new($"'{path}' is a broken link, or it was deleted while the folder was read.", path);

    private (LocalEntry? File, string Path, bool IsLink) Entry(ref FileSystemEntry entry)
    {
        var path = Relative(ref entry);
        return (LocalEntry.From(ref entry, path), path, entry.Attributes.HasFlag(FileAttributes.ReparsePoint));
    }

    private bool ShouldRecurse(ref FileSystemEntry entry) =>
        !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && !HasInvalidName(entry.ToFullPath()) && !IsIgnored(Relative(ref entry));

    private bool ShouldInclude(ref FileSystemEntry entry)
    {
        var path = Relative(ref entry);
        if (IsIgnored(path))
        {
            return false;
        }

        var reason =
            HasInvalidName(entry.ToFullPath()) ? InvalidName
            : entry.IsDirectory && entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? LinkToFolder
            : null;
        if (reason is not null)
        {
            _leftOut[path] = reason;
        }

        return reason is null && !entry.IsDirectory && !TemporaryNames.IsOne(path) && wanted.Matches(path);
    }

    private string Relative(ref FileSystemEntry entry)
    {
        var full = entry.ToFullPath();
        return full.Length > _prefix
            ? Slashes(full[_prefix..])
            : throw new PathTooLongException(
                $"The path of a file in '{entry.Directory[..Math.Min(entry.Directory.Length, 200)]}…' is too long for the system. Move it "
                    + "to a shorter path, or leave it out."
            );
    }

    // The system's name cannot be a string, so the file cannot be opened by its path.
    private static bool HasInvalidName(string path) =>
        path.Contains('\uFFFD', StringComparison.Ordinal) && !Path.Exists(path) && !IsLink(path);

    private static bool IsLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget is not null;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
