using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace DominoDataLab.LocalServer.Files;

/// <summary>
/// Tells the file systems where every write to a file shows in its times at once, also one through memory that is mapped.
/// </summary>
internal static partial class ReliableTimes
{
    /// <summary>
    /// ext2 to ext4, XFS, btrfs, and overlays of these. Not tmpfs, where writes to mapped memory leave no trace, nor network file systems.
    /// </summary>
    private static readonly uint[] Trusted = [0xEF53, 0x58465342, 0x9123683E, 0x794C7630];

    [SupportedOSPlatformGuard("linux")]
    public static unsafe bool Has(string folder)
    {
        var reply = stackalloc byte[512];
        return OperatingSystem.IsLinux()
            && BitConverter.IsLittleEndian
            && Status(folder, reply) == 0
            && Array.IndexOf(Trusted, *(uint*)reply) >= 0;
    }

    [LibraryImport("libc", EntryPoint = "statfs", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Status(string path, byte* reply);
}
