using System.IO.Enumeration;

namespace DominoDataLab.Client.LocalFiles;

/// <summary>A local file as it was when it was found.</summary>
/// <param name="FullPath">The full path.</param>
/// <param name="Path">The path relative to the folder of the transfer, with <c>/</c>.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="LastWrite">The time of the last write in ticks, UTC.</param>
internal readonly record struct LocalEntry(string FullPath, string Path, long Size, long LastWrite)
{
    // What the runtime says of a file that does not exist.
    private static readonly long NoTime = DateTime.FromFileTimeUtc(0).Ticks;

    public LocalEntryFacts Facts => new(Size, LastWrite);

    /// <summary>Gets the file at a path, or at the end of its links, or null if no file exists.</summary>
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
            // The path is a link to itself, or the file was deleted in the meantime.
            return null;
        }
    }

    /// <summary>Gets a file of a folder that is being read. Null if it is a broken link, or was deleted in the meantime.</summary>
    public static LocalEntry? From(ref FileSystemEntry entry, string path)
    {
        var full = entry.ToFullPath();
        return entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? Find(full, path)
            : entry.LastWriteTimeUtc.UtcTicks == NoTime ? null
            : new(full, path, entry.Length, entry.LastWriteTimeUtc.UtcTicks);
    }
}

/// <summary>The size and time of a local file. If they differ, the file was changed.</summary>
internal readonly record struct LocalEntryFacts(long Size, long LastWrite);
