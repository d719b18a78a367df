using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>A command that is ready to run.</summary>
internal sealed record ExecutionSpec
{
    /// <summary>The ID of the job, app instance or function that the command belongs to.</summary>
    public required string Id { get; init; }

    /// <summary>The program, as an absolute path, and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The folder in which the command runs.</summary>
    public required string Folder { get; init; }

    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>
    /// true if other commands with the same ID go on when this one has ended; false if all processes with the ID end with it.
    /// </summary>
    public bool IsMember { get; init; }

    /// <summary>The data that the command sees in a sandbox. If null, it sees no data of the server.</summary>
    public ExecutionView? View { get; init; }

    /// <summary>The account of the system that the command has in a sandbox. If null, it has the server's.</summary>
    public SystemAccount? Account { get; init; }

    /// <summary>The processors and memory that the command and its processes may use.</summary>
    public required LocalHardwareTier Tier { get; init; }
}

/// <summary>The part of the server's data folder that a command sees in a sandbox.</summary>
/// <param name="PrivateFolder">The folder for the temporary files and the home folder of the execution.</param>
/// <param name="Folders">The files and folders that are visible at their own paths. Those that do not exist are ignored.</param>
internal sealed record ExecutionView(string PrivateFolder, IReadOnlyList<VisibleFolder> Folders);

/// <summary>A file or folder that a command sees in a sandbox.</summary>
internal readonly record struct VisibleFolder(string Path, bool IsWritable);

/// <summary>Runs commands: on this machine, or where else an executor can.</summary>
internal interface IExecutor
{
    /// <summary>The executor's name, as the database keeps it with each job.</summary>
    string Name { get; }

    /// <summary>Gets a description of what this executor cannot do for a job, or null.</summary>
    string? Limitation { get; }

    /// <summary>Starts a command.</summary>
    /// <exception cref="ExecutionStartException">The command could not be started. The message says why.</exception>
    Task<IExecution> StartAsync(ExecutionSpec spec, CancellationToken cancellationToken);

    /// <summary>
    /// Finds a command again that an earlier server started. If it is gone or cannot be followed, ends whatever is left of it and returns
    /// null.
    /// </summary>
    /// <param name="spec">The command; its words and variables are not known.</param>
    /// <param name="handle">The value of the <see cref="IExecution.Handle"/>; null if the server ended before the command started.</param>
    /// <param name="cancellationToken">A token to cancel the search.</param>
    Task<IExecution?> ReattachAsync(ExecutionSpec spec, string? handle, CancellationToken cancellationToken);
}

/// <summary>A command that runs.</summary>
internal interface IExecution : IAsyncDisposable
{
    /// <summary>Gets the handle by which the command is found again after a restart of the server.</summary>
    ExecutionHandle Handle { get; }

    /// <summary>Gets the output of the command.</summary>
    ExecutionOutput Output { get; }

    /// <summary>Completes when the command and all its processes have ended.</summary>
    Task<ExecutionResult> Completion { get; }

    /// <summary>Gets the current usage of the processes, or null if it is unknown.</summary>
    ExecutionUsage? Usage { get; }

    /// <summary>Asks all processes to end, waits for the grace period, and then ends those that are left.</summary>
    Task StopAsync(TimeSpan gracePeriod);
}

/// <summary>The handle of a running command.</summary>
/// <param name="Executor">The name of the executor that runs it.</param>
/// <param name="Value">The value by which that executor knows it.</param>
internal sealed record ExecutionHandle(string Executor, string Value);

/// <summary>The streams of a command, which its owner disposes.</summary>
internal sealed record ExecutionOutput(Stream Stdout, Stream Stderr);

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">The exit code; 128 plus the signal's number if a signal ended the command.</param>
/// <param name="Signal">The number of the signal that ended the command, or null if the command ended by itself.</param>
/// <param name="ExceededMemory">true if the command was ended because its processes held more memory than their tier has.</param>
internal readonly record struct ExecutionResult(int ExitCode, int? Signal = null, bool ExceededMemory = false);

/// <summary>The usage of processes.</summary>
/// <param name="CpuSeconds">Processor time since the start, in seconds.</param>
/// <param name="MemoryBytes">Memory that the processes hold at this moment.</param>
internal readonly record struct ExecutionUsage(double CpuSeconds, long MemoryBytes);

/// <summary>A command could not be started. The message is a sentence for the user.</summary>
internal sealed class ExecutionStartException(string message, Exception? inner = null) : Exception(message, inner);
