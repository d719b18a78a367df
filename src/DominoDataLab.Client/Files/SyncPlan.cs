using System.Globalization;
using System.Text;
using DominoDataLab.Client.LocalFiles;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Files;

/// <summary>The actions of a sync and their reasons. Creating a plan changes nothing;
/// <see cref="ProjectFilesClient.SyncAsync(SyncPlan, CancellationToken)"/> carries
/// it out, unless something has changed since.</summary>
public sealed class SyncPlan
{
    internal SyncPlan(
        FolderComparison comparison,
        SyncOptions options,
        IReadOnlyList<SyncAction> actions,
        IReadOnlyList<string> warnings
    ) => (Comparison, Options, Actions, Warnings) = (comparison, options, actions, warnings);

    /// <summary>The folder, whole path.</summary>
    public string Folder => Comparison.Local.Root;

    /// <summary>The project's newest commit when the plan was made.</summary>
    public string CommitId => Comparison.CommitId;

    /// <summary>Gets the actions, including those that leave a difference, in the order of their paths.</summary>
    public IReadOnlyList<SyncAction> Actions { get; }

    /// <summary>Gets the warnings, such as links that are not followed and limits that would be exceeded.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>true if it can't be carried out because of conflicts; otherwise, false.</summary>
    public bool HasConflicts => Actions.Any(action => action.Kind == SyncActionKind.Conflict);

    /// <summary>
    /// true if there is nothing to do; otherwise, false. Files may still differ: those that the options leave as they are.
    /// </summary>
    public bool IsEmpty => Actions.All(action => action.Kind == SyncActionKind.Leave);

    internal FolderComparison Comparison { get; }

    internal SyncOptions Options { get; }

    /// <summary>A line for each action and warning.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var action in Actions)
        {
            text.Append(action).Append('\n');
        }

        foreach (var warning in Warnings)
        {
            text.Append("warning   ").Append(warning).Append('\n');
        }

        return text.Length == 0 ? $"Nothing to do: the folder is in sync with commit {CommitId}.\n" : text.ToString();
    }
}

/// <summary>The action of a sync for one file.</summary>
/// <param name="Kind">The kind of action.</param>
/// <param name="Path">The file, from the root, with <c>/</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="SizeBytes">Bytes that are moved for it; 0: none are.</param>
/// <param name="NewPath">The new name if the folder's file gets another one.</param>
public sealed record SyncAction(SyncActionKind Kind, string Path, string Reason, long SizeBytes = 0, string? NewPath = null)
{
    /// <summary>The file in the folder as the plan saw it.</summary>
    internal LocalEntryFacts? Local { get; init; }

    /// <summary>The file in the project as the plan saw it.</summary>
    internal ProjectFile? Remote { get; init; }

    /// <summary>A line for people.</summary>
    public override string ToString()
    {
        var word = Kind switch
        {
            SyncActionKind.Upload => "upload",
            SyncActionKind.Download => "download",
            SyncActionKind.RemoveRemote => "remove",
            SyncActionKind.DeleteLocal => "delete",
            SyncActionKind.RenameLocal => "rename",
            SyncActionKind.Leave => "leave",
            _ => "conflict",
        };
        var size = Kind is SyncActionKind.Upload or SyncActionKind.Download
            ? string.Create(CultureInfo.InvariantCulture, $" ({SizeBytes} bytes)")
            : "";
        return $"{word, -9} {Show(Path)}{(NewPath is null ? "" : $" to {Show(NewPath)}")}{size}: {Show(Reason)}";
    }

    // A name must neither look like two lines nor steer a terminal.
    internal static string Show(string path) => string.Concat(path.Select(character => char.IsControl(character) ? '?' : character));
}

/// <summary>The kind of an action of a sync.</summary>
public enum SyncActionKind
{
    /// <summary>The file is uploaded to the project.</summary>
    Upload,

    /// <summary>The file is downloaded to the folder.</summary>
    Download,

    /// <summary>The file is deleted from the project. Earlier commits keep it.</summary>
    RemoveRemote,

    /// <summary>The file is deleted from the folder.</summary>
    DeleteLocal,

    /// <summary>The file is renamed in the folder, so that both versions are kept.</summary>
    RenameLocal,

    /// <summary>Nothing, though the sides differ: the options say so, or it can't be done.</summary>
    Leave,

    /// <summary>The conflict must be resolved before the plan can be carried out.</summary>
    Conflict,
}
