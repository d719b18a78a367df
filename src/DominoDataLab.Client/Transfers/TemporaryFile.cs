using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.Client.Transfers;

/// <summary>
/// The bytes of a file beside where they will be, until they are all there; locked by the call that has it. Unless a call goes on with
/// what it knows to be parts, it is a new file: one that was there may get its name a moment later, and would be written to when it is
/// whole.
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
    /// For one call alone. On Windows this lets it be renamed while it is open; elsewhere it can be, and this would share the lock.
    /// </summary>
    public static FileShare Exclusive { get; } = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    public SafeFileHandle Handle { get; }

    /// <summary>One with a name of its own, which goes if it gets no other.</summary>
    public static TemporaryFile Create(string folder) => new(TemporaryNames.Own(folder), FileMode.CreateNew, goes: true);

    /// <summary>One that stays if it gets no other name; what an earlier call left there goes.</summary>
    /// <exception cref="IOException">Another call is using it.</exception>
    public static TemporaryFile CreateToStay(string path)
    {
        TemporaryNames.Remove(path);
        return new(path, FileMode.CreateNew, goes: false);
    }

    /// <summary>The one that stayed.</summary>
    /// <exception cref="IOException">Another call is using it.</exception>
    public static TemporaryFile Reopen(string path) => new(path, FileMode.Open, goes: false);

    /// <summary>Gives it its name and its time, by which a later call sees that it need not be fetched again.</summary>
    public void MoveTo(string target, DateTimeOffset? lastModified)
    {
        if (lastModified is { } time)
        {
            File.SetLastWriteTimeUtc(Handle, time.UtcDateTime);
        }

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
