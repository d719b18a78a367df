using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.Runtime.InteropServices;
using System.Text;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>Where the data of datasets lies: a folder for each, in it the head and the snapshots. Paths that come from outside are checked here.</summary>
internal sealed partial class DatasetFolders(ServerFolders folders)
{
    public const string MakingSuffix = ".making";

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    private static readonly EnumerationOptions WithoutLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    public string Of(string datasetId) => Path.Combine(folders.Datasets, datasetId);

    /// <summary>Where the files of a dataset are gathered that does not exist yet; what a server that was killed left there is removed.</summary>
    public string Making(string datasetId) => Of(datasetId) + MakingSuffix;

    /// <summary>The folder that is read and written; it is there when this returns.</summary>
    public string Head(string datasetId) => Directory.CreateDirectory(Path.Combine(Of(datasetId), "head")).FullName;

    public string Snapshot(string datasetId, int version) =>
        Path.Combine(Of(datasetId), "snapshots", version.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Where a snapshot is put together before it gets its name.</summary>
    public string Making(SnapshotRow snapshot) => Path.Combine(Of(snapshot.DatasetId), "making", snapshot.Id);

    /// <summary>Where an upload's files are until it ends.</summary>
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
                || Encoding.UTF8.GetByteCount(segment) > 255
                || (OperatingSystem.IsWindows() && segment.AsSpan().ContainsAny('\\', ':'))
            )
            {
                throw DomainException.Invalid($"'{path}' is no path in a dataset: a part is empty, '.', '..', or over 255 bytes.");
            }
        }

        return Encoding.UTF8.GetByteCount(clean) <= 4096
            ? clean
            : throw DomainException.Invalid("A path in a dataset must have at most 4,096 bytes.");
    }

    /// <summary>What is at a path, or null. Links are never followed: they are not there, nor is anything beyond them.</summary>
    public static FileSystemInfo? Find(string root, string path)
    {
        FileSystemInfo found = new DirectoryInfo(root);
        foreach (var segment in Clean(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(found.FullName, segment);
            found = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (!found.Exists || found.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>What lies in a folder, folders first, in order of their names; no links.</summary>
    public static List<FileSystemInfo> List(DirectoryInfo folder) =>
        [
            .. folder
                .EnumerateFileSystemInfos("*", WithoutLinks)
                .OrderBy(entry => entry is not DirectoryInfo)
                .ThenBy(entry => entry.Name, StringComparer.Ordinal),
        ];

    /// <summary>How many bytes the files in a folder and all below it have; no links.</summary>
    public static long SizeOf(DirectoryInfo folder) =>
        new FileSystemEnumerable<long>(
            folder.FullName,
            (ref entry) => entry.IsDirectory ? 0 : entry.Length,
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }
        ).Sum();

    /// <summary>Copies a file, or a folder with all below it, and says how many bytes. Links are copied as links. The copied files can be written to, or not.</summary>
    /// <remarks>Copies and no hard links: a job may write into a file of the head, and that must not change a snapshot. Where the
    /// file system can share blocks until one side is written (btrfs, XFS), <see cref="File.Copy(string, string)"/> does so.</remarks>
    public static long Copy(FileSystemInfo source, string target, bool writable, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (source.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
                return 0;
            }

            if (source is DirectoryInfo folder)
            {
                Directory.CreateDirectory(target);
                return folder
                    .EnumerateFileSystemInfos()
                    .Sum(entry => Copy(entry, Path.Combine(target, entry.Name), writable, cancellationToken));
            }

            if (!IsRegular(source.FullName))
            {
                return 0;
            }

            File.Copy(source.FullName, target, overwrite: true);
            if (!OperatingSystem.IsWindows())
            {
                var mode = File.GetUnixFileMode(target);
                File.SetUnixFileMode(
                    target,
                    writable
                        ? mode | UnixFileMode.UserWrite
                        : mode & ~(UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)
                );
            }

            return new FileInfo(target).Length;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && !Path.Exists(source.FullName))
        {
            // It was removed while the snapshot was made, and so is not in it.
            return 0;
        }
    }

    /// <summary>Removes a folder with all below it, also what is sealed or what a job took its own rights to away.</summary>
    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (!OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
            FolderRights.Unlock(folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whether something is a plain file: to open a pipe would wait for its other end.</summary>
    public static unsafe bool IsRegular(string path)
    {
        const int CurrentFolder = -100,
            NoFollow = 0x100,
            TypeOnly = 1,
            ModeOffset = 28;
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        var reply = stackalloc byte[256];
        return Status(CurrentFolder, path, NoFollow, TypeOnly, reply) == 0 && (*(ushort*)(reply + ModeOffset) & 0xF000) == 0x8000;
    }

    /// <summary>A tag that changes whenever the content of an opened file can have changed, and when that was.</summary>
    public static unsafe (string Tag, DateTimeOffset ModifiedAt) VersionOf(SafeFileHandle file)
    {
        const int OfDescriptor = 0x1000,
            Basic = 0x7FF,
            InodeOffset = 32,
            ChangedOffset = 96,
            ModifiedOffset = 112;
        var modifiedAt = new DateTimeOffset(File.GetLastWriteTimeUtc(file));
        var tag = FormattableString.Invariant($"{RandomAccess.GetLength(file):x}-{modifiedAt.UtcTicks:x}");
        if (OperatingSystem.IsLinux())
        {
            // A tool may set the time of modification back; that of the change of the inode nobody can.
            var reply = stackalloc byte[256];
            if (Status((int)file.DangerousGetHandle(), "", OfDescriptor, Basic, reply) == 0)
            {
                tag += FormattableString.Invariant(
                    $"-{*(ulong*)(reply + InodeOffset):x}-{*(long*)(reply + ChangedOffset):x}.{*(uint*)(reply + ChangedOffset + 8):x}-{*(uint*)(reply + ModifiedOffset + 8):x}"
                );
            }
        }

        return (tag, modifiedAt);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Status(int folder, string path, int flags, uint mask, byte* reply);

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
