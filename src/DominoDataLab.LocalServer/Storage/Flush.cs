using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>
/// Brings to the disk what programs have written, so that a power cut does not take it; but not what nobody reads after the server's end.
/// </summary>
internal sealed partial class Flush(bool isTemporary)
{
    // Beyond so many, one flush of the whole file system costs less than one of each.
    private const int Few = 16;
    private const uint StartWriting = 2;

    /// <summary>Lets the system begin to write a part of a file, so that less is left to wait for. Waits for nothing.</summary>
    public void Begin(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux() && !isTemporary)
        {
            // It can fail only in ways that the flush at the end says too.
            _ = StartRange(file, offset, length, StartWriting);
        }
    }

    /// <summary>Waits until files and folders are on the disk. They are all in one file system.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    public void Wait(IReadOnlyCollection<string> paths)
    {
        if (isTemporary)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            foreach (var path in paths.Where(File.Exists))
            {
                using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
                RandomAccess.FlushToDisk(file);
            }

            return;
        }

        if (OperatingSystem.IsLinux() && paths.Count > Few)
        {
            One(paths.First(), FileSystem);
            return;
        }

        foreach (var path in paths)
        {
            One(path, Descriptor);
        }
    }

    private static void One(string path, Func<SafeFileHandle, int> flush)
    {
        using var file = new SafeFileHandle(Open(path, 0), ownsHandle: true);
        if (file.IsInvalid || flush(file) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException(
                $"'{Path.GetFileName(path)}' could not be brought to the disk: {Marshal.GetPInvokeErrorMessage(error)}.",
                error
            );
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Descriptor(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int FileSystem(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int StartRange(SafeFileHandle file, long offset, long length, uint flags);
}
