using System.IO.Enumeration;
using DominoDataLab.Client.Files;

namespace DominoDataLab.Client.Transfers;

/// <summary>A file on this machine as it was when it was found.</summary>
/// <param name="FullPath">The full path.</param>
/// <param name="Path">The path from where the transfer begins, with <c>/</c>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="LastWrite">Ticks, UTC.</param>
internal readonly record struct LocalEntry(string FullPath, string Path, long Size, long LastWrite)
{
    public LocalEntryFacts Facts => new(Size, LastWrite);
}

/// <summary>Size and time of a file on this machine, by which a change of it is seen.</summary>
internal readonly record struct LocalEntryFacts(long Size, long LastWrite);

/// <summary>
/// The files of a folder, found as they are asked for. Links to folders are not followed, links to files stand for the files,
/// empty folders are not there, names beginning with a dot are.
/// </summary>
internal sealed class LocalTree(string root, FileSetOptions options)
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    // What the runtime says of a file that is gone.
    private static readonly long NoTime = DateTime.FromFileTimeUtc(0).Ticks;

    private readonly FileFilter _wanted = new(options);
    private readonly SortedDictionary<string, string> _leftOut = new(StringComparer.Ordinal);

    /// <summary>The reasons why a path is left out.</summary>
    public const string LinkToFolder = "it is a symbolic link to a folder";

    public const string BrokenLink = "it is a symbolic link to a file that does not exist";

    public const string InvalidName = "its name is not valid UTF-8";

    /// <summary>
    /// The paths that were left out although nobody asked for it, and the reason for each. Filled by <see cref="Files"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string> LeftOut => _leftOut;

    /// <summary>
    /// true if the system's name cannot be a string, so that the file cannot be opened by the path; otherwise, false.
    /// </summary>
    public static bool HasInvalidName(string path) =>
        path.Contains('\uFFFD', StringComparison.Ordinal) && !Path.Exists(path) && !IsLink(path);

    /// <summary>Returns the path of an entry below the root.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="prefix">The length of the root's path with its separator.</param>
    /// <exception cref="PathTooLongException">The system cannot open the path.</exception>
    public static string Relative(ref FileSystemEntry entry, int prefix)
    {
        var full = entry.ToFullPath();
        return full.Length > prefix
            ? Slashes(full[prefix..])
            : throw new PathTooLongException(
                $"The path of a file in '{entry.Directory[..Math.Min(entry.Directory.Length, 200)]}…' is too"
                    + $" long for the system. Move it to a "
                    + "shorter path, or leave it out."
            );
    }

    /// <summary>The one file that the root is, or the files below it, folder by folder.</summary>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read; it is named.</exception>
    /// <exception cref="IOException">A folder can't be read, or a link leads nowhere; it is named.</exception>
    public IEnumerable<LocalEntry> Files()
    {
        if (File.Exists(root))
        {
            return [Entry(root, Path.GetFileName(root))];
        }

        var prefix = Path.EndsInDirectorySeparator(root) ? root.Length : root.Length + 1;
        return new FileSystemEnumerable<LocalEntry>(root, (ref FileSystemEntry entry) => Entry(ref entry, prefix), Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => Includes(ref entry, prefix),
            ShouldRecursePredicate = static (ref FileSystemEntry entry) =>
                !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && !HasInvalidName(entry.ToFullPath()),
        };
    }

    /// <summary>The file at a path, or at the end of the links there; null: none.</summary>
    public static LocalEntry? Find(string fullPath, string path = "")
    {
        try
        {
            var file = new FileInfo(fullPath);
            if (file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            }

            return file.Exists ? new(fullPath, path, file.Length, file.LastWriteTimeUtc.Ticks) : null;
        }
        catch (IOException)
        {
            // A link to itself is not a file, nor is one that disappears in the meantime.
            return null;
        }
    }

    /// <summary>
    /// The error that there is nothing at a path, or that nobody can tell: it lies in a folder that this user may not look into.
    /// </summary>
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

    private bool Includes(ref FileSystemEntry entry, int prefix)
    {
        var path = Relative(ref entry, prefix);
        var full = entry.ToFullPath();
        var reason =
            HasInvalidName(full) ? InvalidName
            : entry.IsDirectory && entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? LinkToFolder
            : null;
        if (reason is not null)
        {
            _leftOut[path] = reason;
        }

        return !entry.IsDirectory && reason is null && (_wanted.IsOpen || _wanted.Matches(path));
    }

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

    private static LocalEntry Entry(ref FileSystemEntry entry, int prefix)
    {
        var path = entry.ToFullPath();
        if (entry.LastWriteTimeUtc.UtcTicks == NoTime)
        {
            throw new FileNotFoundException($"'{path}' vanished while the folder was read.", path);
        }

        var relative = Relative(ref entry, prefix);
        return entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
            ? Entry(path, relative)
            : new(path, relative, entry.Length, entry.LastWriteTimeUtc.UtcTicks);
    }

    private static LocalEntry Entry(string fullPath, string path) =>
        Find(fullPath, path) ?? throw new FileNotFoundException($"'{fullPath}' is a link to a file that is not there.", fullPath);

    // Elsewhere a backslash belongs to the name.
    private static string Slashes(string path) => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
}
