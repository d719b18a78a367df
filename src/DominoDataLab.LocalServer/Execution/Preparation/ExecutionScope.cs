using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>Everything that the commands of one execution share: folder, variables, tier, log, and the request to stop.</summary>
internal sealed class ExecutionScope(IExecutor executor, JobLog log, StopSignal stop, TimeSpan gracePeriod)
{
    public required string Id { get; init; }

    public required string Folder { get; init; }

    /// <summary>The folder for packages that are installed for this execution alone.</summary>
    public required string PackagesFolder { get; init; }

    /// <summary>The folder of the packages that are kept for the executions of the same user.</summary>
    public required string KeptPackagesFolder { get; init; }

    /// <summary>The folder for the temporary files and the home folder that the commands have in a sandbox.</summary>
    public required string PrivateFolder { get; init; }

    /// <summary>The folders of the server that the commands see in a sandbox. Steps of the preparation add to them.</summary>
    public required List<VisibleFolder> Folders { get; init; }

    /// <summary>The account of the system that the commands have. If null, they have the server's.</summary>
    public required SystemAccount? Account { get; init; }

    public required RevisionRow Environment { get; init; }

    /// <summary>The environment variables of the commands. Steps of the preparation add to them.</summary>
    public required Dictionary<string, string> Variables { get; init; }

    public required LocalHardwareTier Tier { get; set; }

    public JobLog Log => log;

    public StopSignal Stop => stop;

    /// <summary>Creates a folder that the commands can write to.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    public void CreateFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        if (OperatingSystem.IsLinux())
        {
            Account?.Own(folder);
        }
    }

    /// <summary>Starts a command in the execution's folder. All processes of the execution end with it.</summary>
    /// <exception cref="ExecutionStartException">The command could not be started.</exception>
    public Task<IExecution> StartAsync(
        IReadOnlyList<string> command,
        LocalHardwareTier? tier = null,
        IReadOnlyDictionary<string, string>? variables = null
    ) => executor.StartAsync(Spec(command, tier ?? Tier, variables ?? Variables), CancellationToken.None);

    /// <summary>Starts a command that runs beside others of the execution, such as a worker of a cluster, in a folder of its own.</summary>
    /// <exception cref="ExecutionStartException">The command could not be started.</exception>
    public Task<IExecution> StartMemberAsync(
        IReadOnlyList<string> command,
        string folder,
        LocalHardwareTier tier,
        IReadOnlyDictionary<string, string> variables
    ) => executor.StartAsync(Spec(command, tier, variables) with { Folder = folder, IsMember = true }, CancellationToken.None);

    /// <summary>Stays with a command until it has ended, and writes its output to the log as the job's own.</summary>
    public Task<ExecutionResult> FollowAsync(IExecution execution) =>
        Supervision.ToEndAsync(execution, stop, log, (LogTypes.Stdout, LogTypes.Stderr), gracePeriod);

    /// <summary>Runs a command of the preparation to its end. Its output goes to the setup log.</summary>
    /// <exception cref="ExecutionStartException">The command could not be started.</exception>
    public async Task<ExecutionResult> RunSetupAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? variables = null)
    {
        await using var execution = await StartAsync(command, variables: variables);
        return await Supervision.ToEndAsync(execution, stop, log, (LogTypes.Setup, LogTypes.Setup), gracePeriod);
    }

    private ExecutionSpec Spec(IReadOnlyList<string> command, LocalHardwareTier tier, IReadOnlyDictionary<string, string> variables) =>
        new()
        {
            Id = Id,
            Command = command,
            Folder = Folder,
            View = new ExecutionView(PrivateFolder, Folders),
            Account = Account,
            Variables = variables,
            Tier = tier,
        };
}
