using DominoDataLab.Airflow.Sdk.Packaging;
using DominoDataLab.Airflow.Sdk.Runtime;

namespace DominoDataLab.Airflow.Sdk;

/// <summary>An executable that runs tasks for Airflow's <c>ExecutableCoordinator</c>.</summary>
public sealed class AirflowBundle
{
    private readonly BundleTasks _tasks;
    private readonly string[] _args;

    internal AirflowBundle(BundleTasks tasks, string[] args)
    {
        _tasks = tasks;
        _args = args;
    }

    /// <summary>Creates a builder to which tasks are added.</summary>
    /// <param name="args">The arguments of the program.</param>
    public static AirflowBundleBuilder CreateBuilder(string[] args) => new(args);

    /// <summary>
    /// Does what the arguments ask for: runs the task that Airflow names, or a command such as <c>inspect</c>. It ends the process
    /// when Airflow started it, so that nothing that a task left behind keeps the process alive.
    /// </summary>
    /// <returns>The exit code for the program to return.</returns>
    public async Task<int> RunAsync()
    {
        if (StartArguments.Parse(_args) is not { } start)
        {
            return await new BundleCommands(_tasks).RunAsync(_args).ConfigureAwait(false);
        }

        using var run = new SupervisedRun(_tasks);
        return await run.RunAsync(start).ConfigureAwait(false);
    }
}
