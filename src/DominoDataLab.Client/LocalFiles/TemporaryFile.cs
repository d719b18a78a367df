using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.Client.LocalFiles;

/// <summary>
/// The only writer of local files. The bytes go to a temporary file, locked by the call that writes it, which replaces the target when it
/// is complete. Unless a call resumes the parts of an earlier one, the temporary file is new: another call could otherwise write to it
/// after it has replaced the target.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string _path;
    private bool _goes;

    private TemporaryFile(string path, FileMode mode, bool goes)
    {
        Handle = File.OpenHandle(path, mode, FileAccess.ReadWrite, Exclusive, FileOptions.Asynchronous);
        (_path, _goes) = (path, goes);
    }

    /// <summary>
    /// Gets the mode that locks a file for one call. On Windows, it allows the file to be renamed while it is open. Elsewhere that is
    /// always possible, and the flag would share the lock.
    /// </summary>
    public static FileShare Exclusive { get; } = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    public SafeFileHandle Handle { get; }

    /// <summary>Creates a file with a unique name. It is deleted unless it replaces a target.</summary>
    public static TemporaryFile Create(string folder) => new(TemporaryNames.Own(folder), FileMode.CreateNew, goes: true);

    /// <summary>Creates a file that stays for a later call unless it replaces a target. What an earlier call left is deleted.</summary>
    /// <exception cref="IOException">Another call is using it.</exception>
    public static TemporaryFile CreateToStay(string path)
    {
        TemporaryNames.Remove(path);
        return new(path, FileMode.CreateNew, goes: false);
    }

    /// <summary>Opens the file that an earlier call left.</summary>
    /// <exception cref="IOException">Another call is using it.</exception>
    public static TemporaryFile Reopen(string path) => new(path, FileMode.Open, goes: false);

    /// <summary>Replaces the target, which keeps its mode.</summary>
    /// <param name="target">The path of the target. Missing folders are created.</param>
    /// <param name="lastModified">The time to set, by which a later call recognizes the file. If null, the time of the last write is
    /// kept.</param>
    /// <param name="beforeReplace">Is called with the path of the complete temporary file. If it throws, the target is not
    /// changed.</param>
    public void MoveTo(string target, DateTimeOffset? lastModified, Action<string>? beforeReplace = null)
    {
        if (lastModified is { } time)
        {
            File.SetLastWriteTimeUtc(Handle, time.UtcDateTime);
        }

        beforeReplace?.Invoke(_path);
        if (!OperatingSystem.IsWindows() && new FileInfo(target) is { Exists: true, LinkTarget: null } old)
        {
            // By its path, because a caller may have closed the handle with its stream.
            File.SetUnixFileMode(_path, old.UnixFileMode);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(_path, target, overwrite: true);
        _goes = false;
    }

    public void Dispose()
    {
        // If the folder is gone, so is the file, and deleting it would fail.
        if (_goes && File.Exists(_path))
        {
            File.Delete(_path);
        }

        Handle.Dispose();
    }
}
