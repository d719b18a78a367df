using DominoDataLab.LocalServer.Storage;
using LibGit2Sharp;

namespace DominoDataLab.LocalServer.Files;

/// <summary>Writes the files of a commit into a folder, several at once.</summary>
internal sealed class CheckoutWriter(string repositoryFolder, string folder, SystemAccount? owner, Action<string> log)
{
    private const int BufferBytes = 1 << 16;
    private const int FilesAtOnce = 256;
    private const int FileExists = 17;

    private const UnixFileMode ReadWrite =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;

    // More would not make a disk faster, and the jobs that run want processors too.
    private static readonly int Workers = Math.Min(4, Environment.ProcessorCount);
    private readonly bool _keepsStatus = ReliableTimes.Has(folder);

    public async Task<Checkout> WriteAsync(IReadOnlyList<CheckedOutFile> files, CancellationToken cancellationToken)
    {
        var (wanted, others) = (files.Where(Fits).ToList(), files.Where(file => !Fits(file)).ToList());
        others.ForEach(file => log($"'{file.Path}' is not checked out: {FileProblem.TooLong}."));
        foreach (var below in wanted.Select(FolderOf).Distinct(StringComparer.Ordinal))
        {
            HeldFolder.Create(folder, below, owner)?.Dispose();
        }

        var written = new List<CheckedOutFile>(files.Count);
        await Parallel.ForEachAsync(
            wanted.Chunk(FilesAtOnce),
            new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken },
            (some, cancelled) =>
            {
                var done = Write(some, cancelled);
                lock (written)
                {
                    written.AddRange(done);
                }

                return ValueTask.CompletedTask;
            }
        );
        return new Checkout(folder, [.. written, .. others]);
    }

    private bool Fits(CheckedOutFile file) => !FileProblem.IsTooLong(Path.Combine(folder, file.Path));

    private List<CheckedOutFile> Write(CheckedOutFile[] files, CancellationToken cancellationToken)
    {
        using var repository = new Repository(repositoryFolder);
        var buffer = new byte[BufferBytes];
        var written = new List<CheckedOutFile>(files.Length);
        foreach (var together in files.GroupBy(FolderOf, StringComparer.Ordinal))
        {
            // A script of the environment may have put a link there, which must not be followed.
            using var parent = HeldFolder.Open(folder, together.Key);
            foreach (var file in together)
            {
                cancellationToken.ThrowIfCancellationRequested();
                written.Add(file with { Status = parent is null ? NotWritten(file) : Write(repository, file, parent, buffer) });
            }
        }

        return written;
    }

    private static string FolderOf(CheckedOutFile file) => Path.GetDirectoryName(file.Path)!;

    private InodeStatus? Write(Repository repository, CheckedOutFile file, HeldFolder parent, byte[] buffer)
    {
        using var content = Blobs.Open(repository, file.Id)!.Value.Content;
        var count = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ExecutableBit.IsSet(file.Mode, buffer.AsSpan(0, count))
                ? ReadWrite | UnixFileMode.UserExecute
                : ReadWrite;
        }

        try
        {
            using var target = new FileStream(parent.PathOf(Path.GetFileName(file.Path)), options);
            if (OperatingSystem.IsLinux())
            {
                owner?.Own(target.SafeFileHandle);
            }

            for (; count > 0; count = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false))
            {
                target.Write(buffer, 0, count);
            }

            return _keepsStatus && OperatingSystem.IsLinux() && InodeStatus.TryOf(target.SafeFileHandle, out var status) ? status : null;
        }
        catch (IOException e)
            when (e.HResult == FileExists || Path.Exists(Path.Combine(folder, file.Path)) && e.HResult != 0 && !DiskFull.Caused(e))
        {
            return NotWritten(file);
        }
    }

    private InodeStatus? NotWritten(CheckedOutFile file)
    {
        log(
            OperatingSystem.IsLinux()
                ? $"'{file.Path}' is not checked out: something with this name is already in the folder."
                : $"'{file.Path}' is not checked out: this machine can't tell its name from that of another file, which differs in "
                    + "case only."
        );
        return null;
    }
}
