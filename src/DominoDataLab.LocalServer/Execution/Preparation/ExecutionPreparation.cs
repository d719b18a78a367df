using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>
/// Prepares executions of every kind the same way: variables, the environment's scripts, the project's files, and its requirements.
/// </summary>
internal sealed class ExecutionPreparation(
    ProjectStore projects,
    ProjectFiles files,
    ExecutionVariables variables,
    ExecutionFolders folders,
    EnvironmentStore environments,
    ExecutionRights rights,
    IExecutor executor,
    LocalDominoOptions options
)
{
    /// <summary>Opens what the commands of an execution share. Nothing is written yet.</summary>
    /// <exception cref="PreparationException">
    /// The server no longer has the hardware tier, or the user no longer has the access that the execution needs.
    /// </exception>
    public ExecutionScope Open(ExecutionRequest request, JobLog log, StopSignal stop)
    {
        var revision = environments.Revision(request.EnvironmentRevisionId)!;
        if (
            (rights.Refusal(request.UserId, request.ProjectId) ?? rights.EnvironmentRefusal(request.UserId, revision.EnvironmentId)) is
            { } refusal
        )
        {
            throw new PreparationException("AccessRevoked", refusal) { DiscardsResults = true };
        }

        var tier =
            options.HardwareTiers.FirstOrDefault(candidate => candidate.Id == request.TierId)
            ?? throw new PreparationException(
                "NoSuchTier",
                $"The server no longer has the hardware tier '{request.TierId}' that this was submitted for."
            );
        var project = projects.ById(request.ProjectId);
        var (account, visible) = folders.Open(request, project);
        return new ExecutionScope(executor, log, stop, options.StopGracePeriod)
        {
            Id = request.Id,
            Folder = request.Folder,
            PackagesFolder = folders.PackagesFolder(request.Id),
            KeptPackagesFolder = folders.KeptPackagesFolder(request.UserId),
            PrivateFolder = folders.PrivateFolder(request.Id),
            Folders = visible,
            Account = account,
            Environment = revision,
            Variables = variables.Of(request, project, revision, tier),
            Tier = tier,
        };
    }

    /// <summary>
    /// Prepares the folder and the variables of an execution. If a stop is requested meanwhile, the remaining scripts are skipped.
    /// </summary>
    /// <exception cref="PreparationException">The execution cannot start.</exception>
    public async Task PrepareAsync(ExecutionRequest request, ExecutionScope scope, Action? filesPrepared = null)
    {
        scope.CreateFolder(scope.Folder);
        await RunScriptAsync(scope, EnvironmentScripts.PreSetup);
        scope.Log.Write($"Checking out commit {request.CommitId}");
        await files.CheckOutAsync(request.ProjectId, request.CommitId, scope.Folder, scope.Account, scope.Log.Write);
        foreach (var excluded in request.ExcludeFiles)
        {
            using var parent = HeldFolder.OpenParentOf(scope.Folder, FilePath.Check(excluded));
            if (parent is not null)
            {
                File.Delete(parent.PathOf(Path.GetFileName(excluded)));
            }
        }

        // Statistics of an earlier job that were committed are not this one's.
        File.Delete(JobFiles.StatisticsFile(scope.Folder));
        filesPrepared?.Invoke();
        if (executor.Limitation is { } limitation)
        {
            scope.Log.Write(limitation);
        }

        if (await new Requirements(scope).InstallAsync() is { } missing)
        {
            throw new PreparationException("Requirements", missing);
        }

        await RunScriptAsync(scope, EnvironmentScripts.PostSetup);
        await RunScriptAsync(scope, EnvironmentScripts.PreRun);
    }

    /// <summary>Runs what follows the user's code. A failure is logged and changes nothing about how the execution ended.</summary>
    public static async Task AfterRunAsync(ExecutionScope scope)
    {
        if (await EnvironmentScripts.RunAsync(scope, EnvironmentScripts.PostRun) is { } failure)
        {
            scope.Log.Write(failure);
        }
    }

    /// <summary>Kills the processes that an execution of an earlier server left.</summary>
    public async Task EndLeftOverAsync(string id, string folder, string tierId, CancellationToken cancellationToken)
    {
        var spec = new ExecutionSpec
        {
            Id = id,
            Command = [],
            Folder = folder,
            Variables = new Dictionary<string, string>(),
            Tier = options.HardwareTiers.FirstOrDefault(tier => tier.Id == tierId) ?? options.HardwareTiers[0],
        };
        if (await executor.ReattachAsync(spec, handle: null, cancellationToken) is { } execution)
        {
            await execution.StopAsync(TimeSpan.Zero);
            await execution.DisposeAsync();
        }
    }

    /// <summary>Removes what an execution worked with.</summary>
    public void CleanUp(string id, string folder)
    {
        files.Forget(folder);
        folders.Close(id, folder);
        variables.Forget(id);
    }

    private static async Task RunScriptAsync(ExecutionScope scope, string name)
    {
        if (await EnvironmentScripts.RunAsync(scope, name) is { } failure)
        {
            throw new PreparationException("EnvironmentScript", failure);
        }
    }
}
