using DominoDataLab.LocalServer.Storage;
using LibGit2Sharp;

namespace DominoDataLab.LocalServer.Files;

/// <summary>
/// What changed in a folder since a commit was checked out there. The log names what cannot be kept, which counts neither as changed nor as
/// removed.
/// </summary>
internal sealed class FolderChanges
{
    private readonly string _folder;
    private readonly Action<string> _log;
    private readonly HashSet<string> _skippedFolders = new(StringComparer.Ordinal);

    private FolderChanges(string folder, Action<string> log) => (_folder, _log) = (folder, log);

    /// <summary>Gets the new and changed files. The repository has their content.</summary>
    public List<(string Path, ObjectId Id, Mode Mode)> Changed { get; } = [];

    public HashSet<string> Removed { get; private set; } = [];

    /// <summary>Gets the files and folders whose content is lost, and why.</summary>
    public List<(string Path, string Reason)> Lost { get; } = [];

    /// <param name="checkout">The checkout that wrote the folder.</param>
    /// <param name="repository">The repository that gets the content of what changed.</param>
    /// <param name="log">Receives a line for each file that cannot be kept.</param>
    public static FolderChanges Of(Checkout checkout, Repository repository, Action<string> log)
    {
        var changes = new FolderChanges(checkout.Folder, log);
        var ignore = IgnoreRules.Read(checkout.Folder);
        var scan = FolderScan.Of(checkout.Folder, ignore.Ignores);
        changes.Removed = checkout.Files.Keys.Where(path => !ignore.Ignores(path)).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, reason, isLost) in scan.Unusable)
        {
            if (isLost)
            {
                changes.Lost.Add((path, reason));
            }

            changes.Skip(path, reason);
        }

        foreach (var path in scan.Files)
        {
            changes.Removed.Remove(path);
            if (!checkout.IsUntouched(path))
            {
                changes.Compare(path, checkout, repository);
            }
        }

        changes.Removed.RemoveWhere(changes.IsStillThere);
        return changes;
    }

    private void Compare(string path, Checkout checkout, Repository repository)
    {
        if (FilePath.Problem(path, out var segmentEnd) is { } problem)
        {
            // Of a folder that cannot be part of a project, such as .git, the first file stands for all.
            if (segmentEnd == path.Length || _skippedFolders.Add(path[..segmentEnd]))
            {
                Skip(path, segmentEnd == path.Length ? problem : $"{problem}, and nothing in '{path[..segmentEnd]}' is kept");
            }

            return;
        }

        try
        {
            using var content = PlainFile.Open(_folder, path);
            if (content is null)
            {
                Skip(path, "it is not a regular file");
                return;
            }

            CheckedOutFile? known = checkout.Files.TryGetValue(path, out var old) ? old : null;
            var mode = ExecutableBit.Of(Path.Combine(_folder, path), content, known?.Mode);
            content.Position = 0;
            if (known is null || mode != known.Mode || LooseObject.BlobId(content) != known.Id.Sha)
            {
                Changed.Add((path, LooseObject.WriteBlob(repository, content), mode));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !DiskFull.Caused(e))
        {
            Lost.Add((path, FileProblem.Of(e)));
            Skip(path, FileProblem.Of(e));
        }
    }

    /// <summary>
    /// Checks for a file that the scan did not meet: its path fits no folder, or the file system has it under another name.
    /// </summary>
    private bool IsStillThere(string path)
    {
        var file = Path.Combine(_folder, path);
        return FileProblem.IsTooLong(file) || File.Exists(file);
    }

    private void Skip(string path, string reason)
    {
        _log($"'{path}' is not kept: {reason}.");
        Removed.RemoveWhere(known => known == path || path.Length == 0 || known.StartsWith(path + "/", StringComparison.Ordinal));
    }
}
