using DominoDataLab.LocalServer.Storage;
using LibGit2Sharp;

namespace DominoDataLab.LocalServer.Files;

/// <summary>A file of a commit, and its status right after it was written, where that can tell whether it was touched since.</summary>
internal sealed record CheckedOutFile(string Path, ObjectId Id, Mode Mode, InodeStatus? Status = null);

/// <summary>The files of a commit in a folder.</summary>
/// <remarks>
/// A file whose inode, size, mode and times are the same as after the checkout is not read again: the kernel sets the time of the change at
/// each write and no program can set it back. Files from the clock's last tick of the checkout are always read, because a write in the same
/// tick leaves the same time. See <see cref="ReliableTimes"/> for the file systems that are trusted with this.
/// </remarks>
internal sealed class Checkout
{
    private readonly Int128 _lastTick;

    public Checkout(string folder, IReadOnlyCollection<CheckedOutFile> files)
    {
        Folder = folder;
        Files = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        _lastTick = files.Max(file => file.Status?.Changed) ?? 0;
    }

    public string Folder { get; }

    /// <summary>Gets the files of the commit by path.</summary>
    public Dictionary<string, CheckedOutFile> Files { get; }

    /// <summary>Checks whether a file is certain to be as it was checked out.</summary>
    public bool IsUntouched(string path) =>
        OperatingSystem.IsLinux()
        && Files.TryGetValue(path, out var file)
        && file.Status is { } written
        && written.Changed < _lastTick
        && InodeStatus.TryOf(Path.Combine(Folder, path), out var now)
        && now.Version == written.Version;
}
