using Microsoft.Win32.SafeHandles;

namespace DominoDataLab.Client.Transfers;

/// <summary>
/// The bytes of a file beside where they will be, until they are all there. It is locked by its call and always begun as a new file: one that
/// was there may get its name a moment later, and whoever wrote to it would write to a file that is whole.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private const string Beginning = ".domino-";

    private readonly string _path;
    private bool _goes;

    private TemporaryFile(string path, FileMode mode, bool goes)
    {
        Handle = File.OpenHandle(path, mode, FileAccess.ReadWrite, Exclusive, FileOptions.Asynchronous);
        (_path, _goes) = (path, goes);
    }

    /// <summary>For one call alone. On Windows this lets it be renamed while it is open; elsewhere it can be, and this would share the lock.</summary>
    public static FileShare Exclusive { get; } = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    public SafeFileHandle Handle { get; }

    /// <summary>One with a name of its own, which goes if it gets no other.</summary>
    public static TemporaryFile Create(string folder) => new(Path.Combine(folder, $"{Beginning}{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, goes: true);

    /// <summary>One that stays if it gets no other name; what an earlier call left there goes.</summary>
    /// <exception cref="IOException">Another call is using it.</exception>
    public static TemporaryFile CreateToStay(string path)
    {
        RemoveLeft(path);
        return new(path, FileMode.CreateNew, goes: false);
    }

    /// <summary>The one that stayed.</summary>
    /// <exception cref="IOException">Another call is using it.</exception>
    public static TemporaryFile Reopen(string path) => new(path, FileMode.Open, goes: false);

    /// <summary>Removes what a killed call left under a name; what a call has under way stays.</summary>
    public static void RemoveLeft(string path)
    {
        // An exception for each file of which nothing was left would be dear.
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using var left = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, Exclusive);
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is in use, gone meanwhile, or another user's.
        }
    }

    /// <summary>Removes what killed calls left in a folder, unless a later call may still go on with it.</summary>
    public static void RemoveAllLeft(string folder, TimeProvider time)
    {
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles(Beginning + "*").Where(file => time.GetUtcNow() - file.LastWriteTimeUtc > KeptFor(file.Name[Beginning.Length..])))
            {
                RemoveLeft(file.FullName);
            }
        }
        catch (UnauthorizedAccessException)
        {
            // A folder that may not be read may still be written to.
        }
    }

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
        if (_goes && File.Exists(_path))
        {
            File.Delete(_path);
        }

        Handle.Dispose();
    }

    // Between the making of a file and its lock there is a moment. Of the part and its list the call that goes on may be a week away.
    private static TimeSpan? KeptFor(string rest) => (Path.GetExtension(rest), Path.GetFileNameWithoutExtension(rest)) switch
    {
        (".tmp", { Length: 32 } id) when id.All(char.IsAsciiHexDigitLower) => TimeSpan.FromMinutes(1),
        (".part" or ".parts", { Length: 16 } id) when id.All(char.IsAsciiHexDigitLower) => TimeSpan.FromDays(7),
        _ => null,
    };
}
