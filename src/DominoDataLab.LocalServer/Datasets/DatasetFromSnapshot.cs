using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Datasets;

/// <summary>Makes a dataset of a snapshot's files, beside the dataset that the snapshot is of. Who asks for it owns it.</summary>
internal sealed class DatasetFromSnapshot(
    DatasetStore datasets,
    SnapshotStore snapshots,
    ProjectGuard projects,
    DatasetFolders folders,
    SnapshotEndpoints internals
)
{
    /// <summary>The new dataset, which has all files when it comes to be.</summary>
    public async Task<DatasetRow> CreateAsync(HttpContext context, string snapshotId, string name, string description)
    {
        var caller = context.Caller();
        var (snapshot, source) = internals.Allowed(context, snapshotId, DatasetRole.Reader);
        var project = projects.FromId(context, source.ProjectId, ProjectAccess.Contribute);
        if (snapshot.Status != "Active")
        {
            throw DomainException.Conflict($"The snapshot is {snapshot.Status}; a dataset can be made of it while it is Active.");
        }

        var id = Ids.New();
        try
        {
            var head = Directory.CreateDirectory(Path.Combine(folders.Making(id), "head")).FullName;
            using (await folders.TurnAsync(source.Id, context.RequestAborted))
            {
                var root = new DirectoryInfo(folders.Root(snapshot));
                new TreeCopy(root.FullName, isWritable: true).Copy(root, head, context.RequestAborted);
            }

            Directory.Move(folders.Making(id), folders.Of(id));

            // Its files may have been removed under the copy's hands.
            return snapshots.Find(snapshot.Id) is null
                ? throw DomainException.Conflict("The snapshot was deleted while its files were copied.")
                : datasets.Create(caller, project, name, description, [new GrantRow(caller.Id, caller.Name, DatasetRole.Owner)], id);
        }
        catch
        {
            FolderRemoval.Remove(folders.Making(id));
            FolderRemoval.Remove(folders.Of(id));
            throw;
        }
    }
}
