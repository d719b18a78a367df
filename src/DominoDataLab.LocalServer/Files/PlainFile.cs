using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Files;

/// <summary>Opens files that a job left, which may be anything: a link to somewhere else, or a pipe that nobody writes to.</summary>
internal static partial class PlainFile
{
    private const int NonBlockingLinux = 0x800;
    private const int NonBlockingMac = 0x4;

    /// <summary>Opens a regular file, or returns null if it is missing, a link, a pipe or a device.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static FileStream? Open(string file)
    {
        var info = new FileInfo(file);
        if (!info.Exists || info.LinkTarget is not null)
        {
            return null;
        }

        if (OperatingSystem.IsWindows())
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16);
        }

        // A pipe without a writer would hold up an ordinary opening for ever.
        var descriptor = OpenDescriptor(file, OperatingSystem.IsMacOS() ? NonBlockingMac : NonBlockingLinux);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)}.", error);
        }

        var stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 1 << 16);
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
