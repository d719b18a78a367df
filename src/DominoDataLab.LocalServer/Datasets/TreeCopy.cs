using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>Copies files and folders with everything below them. Links are copied as links; pipes and devices are left out.</summary>
/// <remarks>
/// Files are copied, not hard-linked: a job may write into a file of the dataset, and that must not change a snapshot. Where the file
/// system can share blocks until one side is written (btrfs, XFS), <see cref="File.Copy(string, string)"/> does so.
/// </remarks>
/// <param name="root">The folder that paths in messages are relative to.</param>
/// <param name="isWritable">true to let the owner write to the copies; false to make them read-only.</param>
internal sealed class TreeCopy(string root, bool isWritable)
{
    /// <summary>Copies a file, or a folder with everything below it.</summary>
    /// <returns>The number of bytes in the copied files.</returns>
    /// <exception cref="DomainException">Something cannot be copied, so that the copy would not be complete. The message names
    /// it.</exception>
    public long Copy(FileSystemInfo source, string target, CancellationToken cancellationToken)
    {
        if (source is FileInfo)
        {
            return CopyFile(source.FullName, target, source.LinkTarget is null ? EntryKind.File : EntryKind.Link);
        }

        long size = 0;
        var folders = new Stack<(string Source, string Target)>([(source.FullName, target)]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in Enter(folder.Source, folder.Target))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (from, to) = (Path.Combine(folder.Source, entry.Name), Path.Combine(folder.Target, entry.Name));
                if (!entry.IsReadable)
                {
                    throw Incomplete(from, FolderEntry.NotUtf8);
                }

                if (FileProblem.IsTooLong(from) || FileProblem.IsTooLong(to))
                {
                    throw Incomplete(from, FileProblem.TooLong);
                }

                if (entry.Kind == EntryKind.Folder)
                {
                    folders.Push((from, to));
                }
                else
                {
                    size += CopyFile(from, to, entry.Kind);
                }
            }
        }

        return size;
    }

    private List<FolderEntry> Enter(string source, string target)
    {
        try
        {
            Directory.CreateDirectory(target);
            return FolderEntry.In(source).ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !DiskFull.Caused(e))
        {
            return Directory.Exists(source) ? throw Incomplete(source, FileProblem.Of(e)) : [];
        }
    }

    private long CopyFile(string source, string target, EntryKind kind)
    {
        try
        {
            if (kind == EntryKind.Link)
            {
                File.CreateSymbolicLink(target, new FileInfo(source).LinkTarget!);
                return 0;
            }

            using var content = PlainFile.Open(root, Path.GetRelativePath(root, source));
            if (content is null)
            {
                return 0;
            }

            // Through the open file, so that a link that is put in its place is not followed.
            File.Copy(
                OperatingSystem.IsLinux() ? $"/proc/self/fd/{content.SafeFileHandle.DangerousGetHandle()}" : source,
                target,
                overwrite: true
            );
            SetRights(target);
            return new FileInfo(target).Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !DiskFull.Caused(e))
        {
            // What was removed while it was copied is not in the copy.
            return Path.Exists(source) ? throw Incomplete(source, FileProblem.Of(e)) : 0;
        }
    }

    private void SetRights(string target)
    {
        if (!OperatingSystem.IsWindows())
        {
            // A job may have kept a file to itself, but all of a dataset is its users' to read.
            var mode = File.GetUnixFileMode(target) | UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            File.SetUnixFileMode(
                target,
                isWritable
                    ? mode | UnixFileMode.UserWrite
                    : mode & ~(UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)
            );
        }
    }

    private DomainException Incomplete(string path, string reason) =>
        DomainException.Conflict($"'{Path.GetRelativePath(root, path)}' cannot be copied: {reason}. Rename or delete it, then try again.");
}
