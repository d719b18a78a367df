using System.Collections.Concurrent;
using System.Text;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>
/// Where the data of datasets lies: a folder for each, in it the head and the snapshots. Paths that come from outside are checked here.
/// </summary>
internal sealed class DatasetFolders(ServerFolders folders)
{
    public const string MakingSuffix = ".making";

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    public string Of(string datasetId) => Path.Combine(folders.Datasets, datasetId);

    /// <summary>
    /// Where the files of a dataset are gathered that does not exist yet; what a server that was killed left there is removed.
    /// </summary>
    public string Making(string datasetId) => Of(datasetId) + MakingSuffix;

    /// <summary>The folder that is read and written; it is there when this returns.</summary>
    public string Head(string datasetId) => Directory.CreateDirectory(Path.Combine(Of(datasetId), "head")).FullName;

    /// <summary>The folder of a dataset's snapshots, which is missing as long as there are none.</summary>
    public string Snapshots(string datasetId) => Path.Combine(Of(datasetId), "snapshots");

    public string Snapshot(string datasetId, int version) =>
        Path.Combine(Snapshots(datasetId), version.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The folder in which a snapshot is made before it is moved to its place.</summary>
    public string Making(SnapshotRow snapshot) => Path.Combine(Of(snapshot.DatasetId), "making", snapshot.Id);

    /// <summary>The folder of an upload's files until the upload ends.</summary>
    public string Upload(string datasetId, string key) => Path.Combine(Of(datasetId), "uploads", key);

    public IEnumerable<string> AllUploads() =>
        Directory
            .EnumerateDirectories(folders.Datasets)
            .Select(dataset => Path.Combine(dataset, "uploads"))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories);

    /// <summary>Waits until nobody else changes a head or copies it, and keeps others from it until the result is disposed.</summary>
    public async Task<IDisposable> TurnAsync(string datasetId, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(datasetId, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    public string Root(SnapshotRow snapshot) =>
        snapshot.IsReadWrite ? Head(snapshot.DatasetId) : Snapshot(snapshot.DatasetId, snapshot.Version);

    /// <summary>A path in a dataset without slashes at its ends; empty is the root.</summary>
    public static string Clean(string path)
    {
        var clean = path.Trim('/');
        if (clean.Length == 0 || clean == ".")
        {
            return "";
        }

        foreach (var segment in clean.Split('/'))
        {
            if (
                segment.Length == 0
                || segment is "." or ".."
                || segment.Contains('\0', StringComparison.Ordinal)
                || !FilePath.IsUnicode(segment)
                || Encoding.UTF8.GetByteCount(segment) > 255
                || (OperatingSystem.IsWindows() && segment.AsSpan().ContainsAny('\\', ':'))
            )
            {
                throw DomainException.Invalid(
                    $"'{path}' is not a valid path in a dataset: a part is empty, '.', '..', or longer than 255 bytes."
                );
            }
        }

        return Encoding.UTF8.GetByteCount(clean) <= 4096
            ? clean
            : throw DomainException.Invalid("A path in a dataset must have at most 4,096 bytes.");
    }

    /// <summary>Checks whether something is a regular file. Opening a pipe would wait for its other end.</summary>
    public static bool IsRegular(string path) =>
        !OperatingSystem.IsLinux() || (InodeStatus.TryOf(path, out var status) && status.Kind == EntryKind.File);

    /// <summary>Finds the file or folder at a path, or null. Links are never followed and count as missing.</summary>
    public static FileSystemInfo? Find(string root, string path)
    {
        FileSystemInfo found = new DirectoryInfo(root);
        foreach (var segment in Clean(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(found.FullName, segment);
            if (FileProblem.IsTooLong(next))
            {
                throw DomainException.Invalid($"'{path}' cannot be used: {FileProblem.TooLong}.");
            }

            found = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (!found.Exists || found.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>Lists what is in a folder, folders first, in order of their names. Links are left out.</summary>
    /// <returns>The entries, and the names that cannot be part of a path.</returns>
    public static (List<FileSystemInfo> Entries, List<string> Unreadable) List(DirectoryInfo folder)
    {
        var names = FolderEntry.In(folder.FullName).Where(entry => entry.Kind != EntryKind.Link).ToLookup(entry => entry.IsReadable);
        return (
            [
                .. names[true]
                    .OrderBy(entry => entry.Kind != EntryKind.Folder)
                    .ThenBy(entry => entry.Name, StringComparer.Ordinal)
                    .Select(entry => Of(folder.FullName, entry))
                    .Where(entry => entry.Exists),
            ],
            [.. names[false].Select(entry => entry.Name).Order(StringComparer.Ordinal)]
        );
    }

    /// <summary>Adds up the bytes of the files in a folder and everything below it. Links and what cannot be read do not count.</summary>
    public static long SizeOf(DirectoryInfo folder)
    {
        long size = 0;
        var folders = new Stack<string>([folder.FullName]);
        while (folders.TryPop(out var path))
        {
            if (FileProblem.IsTooLong(path))
            {
                continue;
            }

            foreach (var entry in FolderEntry.In(path).Where(entry => entry.IsReadable))
            {
                if (entry.Kind == EntryKind.Folder)
                {
                    folders.Push(Path.Combine(path, entry.Name));
                }
                else if (entry.Kind == EntryKind.File && new FileInfo(Path.Combine(path, entry.Name)) is { Exists: true } file)
                {
                    size += file.Length;
                }
            }
        }

        return size;
    }

    /// <summary>Finds an entry whose name is not valid UTF-8 by the path that a listing shows for it.</summary>
    public static UnreadableEntry? FindUnreadable(string root, string path)
    {
        var slash = path.LastIndexOf('/');
        return Find(root, slash < 0 ? "" : path[..slash]) is DirectoryInfo folder
            ? UnreadableEntry.Find(folder.FullName, path[(slash + 1)..])
            : null;
    }

    private static FileSystemInfo Of(string folder, FolderEntry entry) =>
        entry.Kind == EntryKind.Folder
            ? new DirectoryInfo(Path.Combine(folder, entry.Name))
            : new FileInfo(Path.Combine(folder, entry.Name));

    /// <summary>Gets a tag that changes whenever the content of an open file can have changed, and when that was.</summary>
    public static (string Tag, DateTimeOffset ModifiedAt) VersionOf(SafeFileHandle file)
    {
        var modifiedAt = new DateTimeOffset(File.GetLastWriteTimeUtc(file));
        var tag = FormattableString.Invariant($"{RandomAccess.GetLength(file):x}-{modifiedAt.UtcTicks:x}");
        if (OperatingSystem.IsLinux() && InodeStatus.TryOf(file, out var status))
        {
            // A tool may set the time of modification back; that of the change of the inode nobody can.
            var (inode, _, changed, modified, _) = status.Version;
            tag += FormattableString.Invariant($"-{inode:x}-{changed:x}-{modified:x}");
        }

        return (tag, modifiedAt);
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
