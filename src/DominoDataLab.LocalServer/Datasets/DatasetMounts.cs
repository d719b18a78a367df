using System.Globalization;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>A project's datasets as its jobs see them: <c>local/name</c>, and <c>snapshots/name/</c> with a number or tag.</summary>
internal sealed class DatasetMounts(DatasetStore datasets, SnapshotStore snapshots, DatasetFolders folders, ServerFolders serverFolders)
{
    private readonly Lock _turn = new();

    /// <summary>
    /// The folder of links to a project's datasets, brought up to date. A link that is still right is not touched: a job may be using it.
    /// </summary>
    public string Refresh(ProjectRow project)
    {
        var root = Path.Combine(serverFolders.Mounts, project.Id);
        var wanted = Wanted(project, root);
        lock (_turn)
        {
            var local = Directory.CreateDirectory(Path.Combine(root, "local"));
            var named = Directory
                .CreateDirectory(Path.Combine(root, "snapshots"))
                .EnumerateDirectories()
                .Where(folder => folder.LinkTarget is null);
            foreach (
                var link in local
                    .EnumerateFileSystemInfos()
                    .Concat(named.SelectMany(folder => folder.EnumerateFileSystemInfos()))
                    .Where(entry => entry.LinkTarget is not null)
                    .ToList()
            )
            {
                if (!wanted.TryGetValue(link.FullName, out var target) || link.LinkTarget != target)
                {
                    link.Delete();
                }
            }

            foreach (var (link, target) in wanted)
            {
                if (!Path.Exists(link))
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(link)!);
                    Directory.CreateSymbolicLink(link, target);
                }
            }
        }

        return root;
    }

    /// <summary>Gets the folders of links of a project, and those folders behind the links that a user may read.</summary>
    public IEnumerable<VisibleFolder> VisibleTo(UserRow user, ProjectRow project)
    {
        yield return new VisibleFolder(Path.Combine(serverFolders.Mounts, project.Id), IsWritable: false);
        foreach (var dataset in datasets.OfProject(project).Rows)
        {
            var role = datasets.RoleOf(user, dataset);
            if (role >= DatasetRole.Reader)
            {
                yield return new VisibleFolder(folders.Head(dataset.Id), IsWritable: role >= DatasetRole.Editor);
                yield return new VisibleFolder(folders.Snapshots(dataset.Id), IsWritable: false);
            }
        }
    }

    private Dictionary<string, string> Wanted(ProjectRow project, string root)
    {
        var wanted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var dataset in datasets.OfProject(project).Rows)
        {
            wanted[Path.Combine(root, "local", dataset.Name)] = folders.Head(dataset.Id);
            var active = snapshots.Of(dataset.Id).Where(snapshot => snapshot.Status == "Active").ToDictionary(snapshot => snapshot.Id);
            var names = active
                .Values.Select(snapshot => (Name: snapshot.Version.ToString(CultureInfo.InvariantCulture), snapshot.Id))
                .Concat(snapshots.Tags(dataset.Id).Where(tag => active.ContainsKey(tag.SnapshotId)));
            foreach (var (name, id) in names)
            {
                wanted[Path.Combine(root, "snapshots", dataset.Name, name)] = folders.Root(active[id]);
            }
        }

        return wanted;
    }
}
