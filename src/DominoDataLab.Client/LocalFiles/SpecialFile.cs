using System.Runtime.InteropServices;

namespace DominoDataLab.Client.LocalFiles;

/// <summary>
/// Files that are not regular: devices, pipes and sockets. Bytes are written to them; a new file never takes their place.
/// </summary>
internal static class SpecialFile
{
    private const int CurrentFolder = -100;
    private const uint TypeMask = 0x1;
    private const int ModeOffset = 28;
    private const int FileType = 0xF000;
    private const int Folder = 0x4000;
    private const int Regular = 0x8000;
    private const int Socket = 0xC000;

    /// <summary>true if there is a device, pipe or socket at a path or at the end of its links; otherwise, false.</summary>
    public static bool IsAt(string path)
    {
        // The descriptors of a process are links that lead nowhere in the file system.
        if (!OperatingSystem.IsWindows() && (path.StartsWith("/dev/", StringComparison.Ordinal) || IsDescriptor(path)))
        {
            return Path.Exists(path) && !Directory.Exists(path) && (IsDescriptor(path) || Mode(path) is not Regular);
        }

        return OperatingSystem.IsLinux() && Mode(path) is { } type && type != Regular && type != Folder;
    }

    /// <summary>Opens it for writing.</summary>
    /// <exception cref="IOException">It is a socket, or it cannot be opened.</exception>
    public static FileStream Open(string path) =>
        OperatingSystem.IsLinux() && Mode(path) == Socket
            ? throw new IOException($"'{path}' is a socket. Choose another target.")
            : new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    private static bool IsDescriptor(string path) =>
        path is "/dev/stdout" or "/dev/stderr"
        || path.StartsWith("/dev/fd/", StringComparison.Ordinal)
        || (path.StartsWith("/proc/", StringComparison.Ordinal) && path.Contains("/fd/", StringComparison.Ordinal));

    private static int? Mode(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var buffer = new byte[256];
        return StatX(CurrentFolder, path, 0, TypeMask, buffer) == 0 ? BitConverter.ToUInt16(buffer, ModeOffset) & FileType : null;
    }

    // The layout of its result is the same on every Linux, unlike that of stat.
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(
        int folder,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        [Out] byte[] result
    );
}
