using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.LocalServer.Storage;

/// <summary>An account of the system, as which commands of a user run and to which their files belong.</summary>
/// <param name="Name">The name that commands see in <c>USER</c> and <c>LOGNAME</c>.</param>
/// <param name="UserId">The UID.</param>
/// <param name="GroupId">The GID, which all users of the server have in common.</param>
internal readonly partial record struct SystemAccount(string Name, int UserId, int GroupId)
{
    private const int NoFollow = 0x100;
    private const int OfDescriptor = 0x1000;
    private const int CurrentFolder = -100;

    /// <summary>Makes the account the owner of an open file or folder.</summary>
    /// <exception cref="IOException">The server may not change the owner.</exception>
    [SupportedOSPlatform("linux")]
    public void Own(SafeFileHandle file) => SetOwner(file, UserId, GroupId);

    /// <summary>Makes the account the owner of what is at a path. Links are not followed.</summary>
    /// <exception cref="IOException">The server may not change the owner.</exception>
    [SupportedOSPlatform("linux")]
    public void Own(string path) => Check(ChangeOwner(CurrentFolder, path, UserId, GroupId, NoFollow));

    /// <summary>Makes an account the owner of an open pipe.</summary>
    /// <exception cref="IOException">The server may not change the owner.</exception>
    [SupportedOSPlatform("linux")]
    public void OwnPipe(int descriptor) => Check(ChangeOwner(descriptor, "", UserId, GroupId, OfDescriptor));

    /// <summary>Sets the owner and the group of an open file or folder.</summary>
    /// <exception cref="IOException">The server may not change them.</exception>
    [SupportedOSPlatform("linux")]
    public static void SetOwner(SafeFileHandle file, int userId, int groupId) =>
        Check(ChangeOpenOwner(file, "", userId, groupId, OfDescriptor));

    private static void Check(int result)
    {
        if (result != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"The owner cannot be changed: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(int folder, string path, int userId, int groupId, int flags);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOpenOwner(SafeFileHandle file, string path, int userId, int groupId, int flags);
}
