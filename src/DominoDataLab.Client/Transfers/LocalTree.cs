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
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                !entry.IsDirectory && (_wanted.IsOpen || _wanted.Matches(Slashes(entry.ToFullPath()[prefix..]))),
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
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

    private static LocalEntry Entry(ref FileSystemEntry entry, int prefix)
    {
        var path = entry.ToFullPath();
        if (entry.LastWriteTimeUtc.UtcTicks == NoTime)
        {
            throw new FileNotFoundException($"'{path}' vanished while the folder was read.", path);
        }

        return entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
            ? Entry(path, Slashes(path[prefix..]))
            : new(path, Slashes(path[prefix..]), entry.Length, entry.LastWriteTimeUtc.UtcTicks);
    }

    private static LocalEntry Entry(string fullPath, string path) =>
        Find(fullPath, path) ?? throw new FileNotFoundException($"'{fullPath}' is a link to a file that is not there.", fullPath);

    // Elsewhere a backslash belongs to the name.
    private static string Slashes(string path) => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
}
