using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Execution.Accounts;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>The folders that an execution uses, and which of the server's folders it sees in a sandbox.</summary>
internal sealed class ExecutionFolders(
    ServerFolders folders,
    UserStore users,
    DatasetMounts datasets,
    UserAccounts accounts,
    SharedFolders shared,
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
    /// Gets the account of the system that an execution has, and the folders that it sees: its own, the packages of its user, and those
    /// datasets of its project that the user may read. The account can write to the shared ones among them until <see cref="Close"/>.
    /// </summary>
    /// <exception cref="PreparationException">The user has no account of the system, and no number is left for one.</exception>
    public (SystemAccount? Account, List<VisibleFolder> Folders) Open(ExecutionRequest request, ProjectRow project)
    {
        List<VisibleFolder> common =
        [
            .. datasets.VisibleTo(users.FindById(request.UserId)!, project),
            .. features.SelectMany(feature => feature.FoldersOf(project)).Select(folder => new VisibleFolder(folder, IsWritable: true)),
        ];
        var account = accounts.Of(request.UserId);
        if (account is { } other && OperatingSystem.IsLinux())
        {
            shared.Enter(request.Id, other, [.. common.Where(folder => folder.IsWritable).Select(folder => folder.Path)]);
        }

        return (
            account,
            [
                new VisibleFolder(request.Folder, IsWritable: true),
                new VisibleFolder(PackagesFolder(request.Id), IsWritable: true),
                new VisibleFolder(KeptPackagesFolder(request.UserId), IsWritable: false),
                .. common,
            ]
        );
    }

    /// <summary>Removes the folders that an execution had to itself, and gives back what it made in the others.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="folder">The folder in which it worked.</param>
    public void Close(string id, string folder)
    {
        FolderRemoval.TryRemove(folder);
        FolderRemoval.TryRemove(PackagesFolder(id));
        FolderRemoval.TryRemove(PrivateFolder(id));
        shared.Leave(id);
    }
}
