using System.Runtime.InteropServices;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Files;

/// <summary>Opens files that jobs can change, which may be anything: a link to somewhere else, or a pipe that nobody writes to.</summary>
internal static partial class PlainFile
{
    private const int NoEntry = 2;
    private const int NotAFolder = 20;
    private const int TooManyLinksLinux = 40;
    private const int TooManyLinksMac = 62;

    // A pipe without a writer would hold up an ordinary opening for ever; and a link is not followed, whenever it was put there.
    private const int NonBlockingNoFollowLinux = 0x800 | 0x20000 | 0x80000;
    private const int NonBlockingNoFollowMac = 0x4 | 0x100 | 0x1000000;

    /// <summary>Opens a regular file below a root, or returns null if it is missing, a pipe or a device, or if a part of its path is a
    /// link.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static FileStream? Open(string root, string path)
    {
        using var folder = HeldFolder.OpenParentOf(root, path);
        if (folder is null)
        {
            return null;
        }

        var file = folder.PathOf(Path.GetFileName(path));
        if (OperatingSystem.IsWindows())
        {
            return new FileInfo(file) is { Exists: true, LinkTarget: null }
                ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16)
                : null;
        }

        var descriptor = OpenDescriptor(file, OperatingSystem.IsMacOS() ? NonBlockingNoFollowMac : NonBlockingNoFollowLinux);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error == NoEntry || error == NotAFolder || error == (OperatingSystem.IsMacOS() ? TooManyLinksMac : TooManyLinksLinux)
                ? null
                : throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)}.", error);
        }

        return Regular(new SafeFileHandle(descriptor, ownsHandle: true));
    }

    private static FileStream? Regular(SafeFileHandle handle)
    {
        if (OperatingSystem.IsLinux() && InodeStatus.TryOf(handle, out var status) && status.Kind != EntryKind.File)
        {
            handle.Dispose();
            return null;
        }

        var stream = new FileStream(handle, FileAccess.Read, bufferSize: 1 << 16);
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        return null;
    }

    // "open" takes its third argument only when it creates a file.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string file, int flags);
}
