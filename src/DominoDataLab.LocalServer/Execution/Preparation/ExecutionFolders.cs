using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>The folders that an execution uses, and which of the server's folders it sees in a sandbox.</summary>
internal sealed class ExecutionFolders(
    ServerFolders folders,
    UserStore users,
    DatasetMounts datasets,
    IEnumerable<IFeatureVariables> features
)
{
    /// <summary>Gets the folder in which a job works.</summary>
    public string WorkFolder(string jobId) => Path.Combine(folders.Work, jobId);

    /// <summary>Gets the folder of an execution for packages that are installed for it alone.</summary>
    public string PackagesFolder(string id) => Path.Combine(folders.Work, id + ".packages");

    /// <summary>Gets the folder for the temporary files and the home folder of an execution.</summary>
    public string PrivateFolder(string id) => Path.Combine(folders.Work, id + ".private");

    /// <summary>Gets the folder of the packages that are kept for the executions of a user.</summary>
    public string KeptPackagesFolder(string userId) => Path.Combine(folders.Packages, userId);

    /// <summary>
    /// Gets the folders that an execution sees: its own, the packages of its user, and those datasets of its project that the user may
    /// read.
    /// </summary>
    public IEnumerable<VisibleFolder> VisibleTo(ExecutionRequest request, ProjectRow project)
    {
        yield return new VisibleFolder(request.Folder, IsWritable: true);
        yield return new VisibleFolder(PackagesFolder(request.Id), IsWritable: true);
        yield return new VisibleFolder(KeptPackagesFolder(request.UserId), IsWritable: false);
        foreach (var folder in datasets.VisibleTo(users.FindById(request.UserId)!, project))
        {
            yield return folder;
        }

        foreach (var folder in features.SelectMany(feature => feature.FoldersOf(project)))
        {
            yield return new VisibleFolder(folder, IsWritable: true);
        }
    }
}
