using System.Text.Json.Serialization;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Datasets.Uploads;

[JsonConverter(typeof(JsonStringEnumConverter<MergeKind>))]
internal enum MergeKind
{
    /// <summary>A folder is made.</summary>
    Make,

    /// <summary>A file, or a folder with all below it, gets a name that is free.</summary>
    Move,

    /// <summary>A file takes the place of another, which is kept aside until the end.</summary>
    Replace,
}

/// <summary>From a path in the upload's tree to one in the dataset.</summary>
internal sealed record MergeStep(MergeKind Kind, string From, string To);

/// <summary>
/// Brings an upload's tree into a dataset: first it is planned, then done. Doing and undoing may each stop anywhere and begin again.
/// </summary>
internal sealed class Merge(string tree, string replaced, string head)
{
    private readonly List<MergeStep> _steps = [];

    /// <summary>The steps that bring all of the tree to a folder of the dataset; nothing is changed yet.</summary>
    /// <exception cref="DomainException">A file is where a folder must be, or the other way round.</exception>
    public List<MergeStep> Plan(string target, Collision collision)
    {
        var folder = "";
        foreach (var segment in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            folder = Path.Combine(folder, segment);
            switch (Look(folder))
            {
                case Found.Nothing:
                    _steps.Add(new MergeStep(MergeKind.Make, "", folder));
                    break;
                case Found.Other:
                    throw DomainException.Conflict($"'{folder}' is a file in the dataset. Choose a folder as the target.");
            }
        }

        Into("", folder, collision);
        return _steps;
    }

    /// <summary>The folders of the dataset whose entries the steps change.</summary>
    public HashSet<string> Folders(IEnumerable<MergeStep> steps) =>
        [.. steps.Select(step => Path.GetDirectoryName(Path.Combine(head, step.To))!)];

    public void Do(IReadOnlyList<MergeStep> steps)
    {
        using var held = new TargetFolder(head);
        for (var number = 0; number < steps.Count; number++)
        {
            var (kind, source) = (steps[number].Kind, Path.Combine(tree, steps[number].From));
            var target =
                held.PathOf(steps[number].To)
                ?? throw DomainException.Conflict(
                    $"The folder of '{steps[number].To}' is no longer in the dataset. Something else changes the dataset; try again."
                );
            if (kind == MergeKind.Make)
            {
                Directory.CreateDirectory(target);
            }
            else if (!Path.Exists(source))
            {
                // It was moved before a crash.
            }
            else if (kind == MergeKind.Replace && Path.Exists(target))
            {
                Directory.CreateDirectory(replaced);
                File.Replace(source, target, Aside(number));
            }
            else if (Directory.Exists(source))
            {
                Directory.Move(source, target);
            }
            else
            {
                File.Move(source, target);
            }
        }
    }

    public void Undo(IReadOnlyList<MergeStep> steps)
    {
        using var held = new TargetFolder(head);
        for (var number = steps.Count - 1; number >= 0; number--)
        {
            var (kind, source) = (steps[number].Kind, Path.Combine(tree, steps[number].From));
            if (held.PathOf(steps[number].To) is not { } target)
            {
                // The folder was to be made, and was not.
                continue;
            }

            if (kind == MergeKind.Make)
            {
                if (Directory.Exists(target) && !Directory.EnumerateFileSystemEntries(target).Any())
                {
                    Directory.Delete(target);
                }

                continue;
            }

            if (!Path.Exists(source) && Path.Exists(target))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(source)!);
                Directory.Move(target, source);
            }

            if (kind == MergeKind.Replace && Path.Exists(Aside(number)))
            {
                File.Move(Aside(number), target, overwrite: true);
            }
        }
    }

    private void Into(string source, string target, Collision collision)
    {
        foreach (
            var entry in new DirectoryInfo(Path.Combine(tree, source))
                .EnumerateFileSystemInfos()
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
        )
        {
            string from = Path.Combine(source, entry.Name),
                to = Path.Combine(target, entry.Name);
            switch (Look(to), entry)
            {
                case (Found.Nothing, _):
                    _steps.Add(new MergeStep(MergeKind.Move, from, to));
                    break;
                case (Found.Folder, DirectoryInfo):
                    Into(from, to, collision);
                    break;
                case (_, DirectoryInfo):
                    throw DomainException.Conflict(
                        $"'{to}' is a file in the dataset and a folder in the upload. Nothing was changed. Rename or remove one of the two."
                    );
                case (Found.Folder, _):
                    throw DomainException.Conflict(
                        $"'{to}' is a folder in the dataset, but a file in the upload. Nothing was changed; rename or remove one of the "
                            + "two."
                    );
                case (_, _) when collision == Collision.Overwrite:
                    _steps.Add(new MergeStep(MergeKind.Replace, from, to));
                    break;
                case (_, _) when collision == Collision.Rename:
                    _steps.Add(new MergeStep(MergeKind.Move, from, Path.Combine(target, FreeName(source, target, entry.Name))));
                    break;
            }
        }
    }

    /// <summary>The name with the first number that neither the dataset nor the upload has in that folder: <c>name_1.ext</c>.</summary>
    private string FreeName(string source, string target, string name)
    {
        // What begins with its only point has no extension.
        var extension = name.LastIndexOf('.') > 0 ? Path.GetExtension(name) : "";
        var stem = name[..^extension.Length];
        for (var number = 1; ; number++)
        {
            var candidate = FormattableString.Invariant($"{stem}_{number}{extension}");
            DatasetFolders.Clean(candidate);
            if (Look(Path.Combine(target, candidate)) == Found.Nothing && !Path.Exists(Path.Combine(tree, source, candidate)))
            {
                return candidate;
            }
        }
    }

    /// <summary>Finds the entry of the dataset at a path. Links are not followed.</summary>
    private Found Look(string path) =>
        new FileInfo(Path.Combine(head, path)).Attributes switch
        {
            (FileAttributes)(-1) => Found.Nothing,
            var attributes when attributes.HasFlag(FileAttributes.Directory) && !attributes.HasFlag(FileAttributes.ReparsePoint) =>
                Found.Folder,
            _ => Found.Other,
        };

    private string Aside(int number) => Path.Combine(replaced, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Holds the folder of the dataset that the steps change, one after another.</summary>
    private sealed class TargetFolder(string head) : IDisposable
    {
        private HeldFolder? _folder;
        private string? _path;

        /// <summary>Returns null if the folder does not exist, or is a link.</summary>
        public string? PathOf(string path)
        {
            var folder = Path.GetDirectoryName(path)!;
            if (folder != _path || _folder is null)
            {
                _folder?.Dispose();
                (_folder, _path) = (HeldFolder.Open(head, folder), folder);
            }

            return _folder?.PathOf(Path.GetFileName(path));
        }

        public void Dispose() => _folder?.Dispose();
    }

    private enum Found
    {
        Nothing,
        Folder,
        Other,
    }
}
