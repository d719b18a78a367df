using System.Globalization;

namespace DominoDataLab.Client.Files;

/// <summary>Decides from a comparison what is to be done.</summary>
internal sealed class SyncPlanner(FolderComparison comparison, SyncOptions options, DateTimeOffset now)
{
    // What a deployment takes unless its administrators say otherwise.
    private const int MostFiles = 10_000;
    private const long MostBytes = 8_000_000_000;

    private readonly List<SyncAction> _actions = [];

    public SyncPlan Plan()
    {
        foreach (var file in comparison.Files)
        {
            if (!file.IsSame && !file.IsUnchanged)
            {
                Decide(file);
            }
        }

        var places = new SyncPlaces(comparison, _actions);
        for (var i = 0; i < _actions.Count; i++)
        {
            if (places.Problem(_actions[i]) is { } problem)
            {
                _actions[i] = _actions[i] with
                {
                    Kind = options.Conflicts == SyncConflictPolicy.Fail ? SyncActionKind.Conflict : SyncActionKind.Leave,
                    Reason = problem,
                    SizeBytes = 0,
                };
            }
        }

        return new SyncPlan(comparison, options, _actions, [.. Warnings(places.RemoteCount)]);
    }

    private void Decide(FileComparison file)
    {
        switch (file.Here, file.There)
        {
            case (FileChange.Deleted, FileChange.Deleted):
                break;
            case (FileChange.Deleted, FileChange.Unchanged):
                RemoveRemote(file, "deleted here");
                break;
            case (FileChange.Unchanged, FileChange.Deleted):
                DeleteLocal(file, "deleted in the project");
                break;
            case (var here, FileChange.Unchanged):
                Upload(file, Word(here) + " here");
                break;
            case (FileChange.Unchanged, var there):
                Download(file, Word(there) + " in the project");
                break;
            case (FileChange.Added, FileChange.Added) when file.Path == DominoIgnore.FileName && comparison.HasDefaultIgnoreFile:
                Upload(file, "the project has the default one");
                break;
            default:
                Settle(file, $"{Word(file.Here)} here and {Word(file.There)} in the project");
                break;
        }
    }

    private void Settle(FileComparison file, string reason)
    {
        switch (options.Conflicts)
        {
            case SyncConflictPolicy.KeepLocal when file.Local is null:
                RemoveRemote(file, reason);
                break;
            case SyncConflictPolicy.KeepRemote when file.Remote is null:
                DeleteLocal(file, reason);
                break;
            case SyncConflictPolicy.KeepLocal:
            case SyncConflictPolicy.KeepBoth when file.Remote is null:
                Upload(file, reason);
                break;
            case SyncConflictPolicy.KeepRemote:
            case SyncConflictPolicy.KeepBoth when file.Local is null:
                Download(file, reason);
                break;
            case SyncConflictPolicy.KeepBoth:
                var copy = CopyName(file.Path);
                _actions.Add(new(SyncActionKind.RenameLocal, file.Path, reason, NewPath: copy) { Local = file.LocalFacts });
                _actions.Add(
                    new(SyncActionKind.Upload, copy, "the version of this folder", file.Local!.Value.Size) { Local = file.LocalFacts }
                );
                _actions.Add(
                    new(SyncActionKind.Download, file.Path, "the version of the project", file.Remote!.SizeBytes) { Remote = file.Remote }
                );
                break;
            default:
                _actions.Add(new(SyncActionKind.Conflict, file.Path, reason));
                break;
        }
    }

    private void Upload(FileComparison file, string reason) =>
        Add(SyncActionKind.Upload, SyncDirection.Download, "only downloads were asked for", file, reason, file.Local!.Value.Size);

    private void Download(FileComparison file, string reason) =>
        Add(SyncActionKind.Download, SyncDirection.Upload, "only uploads were asked for", file, reason, file.Remote!.SizeBytes);

    private void RemoveRemote(FileComparison file, string reason) =>
        Add(SyncActionKind.RemoveRemote, SyncDirection.Download, "only downloads were asked for", file, reason, 0);

    private void DeleteLocal(FileComparison file, string reason) =>
        Add(SyncActionKind.DeleteLocal, SyncDirection.Upload, "only uploads were asked for", file, reason, 0);

    private void Add(SyncActionKind kind, SyncDirection against, string refusal, FileComparison file, string reason, long bytes)
    {
        var left =
            options.Direction == against ? refusal
            : kind is SyncActionKind.RemoveRemote or SyncActionKind.DeleteLocal && !options.Delete ? "deletions were not asked for"
            : null;
        _actions.Add(
            new(
                left is null ? kind : SyncActionKind.Leave,
                file.Path,
                left is null ? reason : $"{reason}; {left}",
                left is null ? bytes : 0
            )
            {
                Local = file.LocalFacts,
                Remote = file.Remote,
            }
        );
    }

    private string CopyName(string path)
    {
        var name = path.LastIndexOf('/') + 1;
        var point = path.LastIndexOf('.') is var at && at > name ? at : path.Length;
        var time = now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        for (var number = 1; ; number++)
        {
            var suffix = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{number}");
            var copy = $"{path[..point]}.conflict-{time}{suffix}{path[point..]}";
            if (!comparison.Remote.ContainsKey(copy) && !Path.Exists(Path.Combine(comparison.Local.Root, copy)))
            {
                return copy;
            }
        }
    }

    private IEnumerable<string> Warnings(int remoteCount)
    {
        foreach (var (path, reason) in comparison.Local.Blind)
        {
            yield return $"'{SyncAction.Show(path)}' is left out: {reason}. The project's file of this name, if any, is not changed.";
        }

        if (remoteCount > MostFiles)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The project would have {remoteCount} files; unless its administrators changed that, Domino takes {MostFiles}."
            );
        }

        foreach (var action in _actions.Where(action => action.Kind == SyncActionKind.Upload && action.SizeBytes > MostBytes))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"'{SyncAction.Show(action.Path)}' has {action.SizeBytes} bytes; unless its administrators changed that, Domino takes "
                    + $"{MostBytes} a file."
            );
        }
    }

    private static string Word(FileChange change) =>
        change switch
        {
            FileChange.Added => "added",
            FileChange.Changed => "changed",
            _ => "deleted",
        };
}
