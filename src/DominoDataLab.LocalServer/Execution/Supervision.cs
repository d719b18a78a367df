namespace DominoDataLab.LocalServer.Execution;

/// <summary>Stays with processes until they have ended: logs what they write, and carries out a wish to stop.</summary>
internal static class Supervision
{
    private static readonly TimeSpan OutputAfterEnd = TimeSpan.FromSeconds(5);

    /// <returns>The first process's exit code.</returns>
    public static async Task<int> ToEndAsync(
        ProcessGroup group,
        RunningJob running,
        JobLog log,
        LogTypes stdout,
        LogTypes stderr,
        TimeSpan gracePeriod
    )
    {
        using var noMoreOutput = new CancellationTokenSource();
        var output = Task.WhenAll(
            new OutputReader(group.Process.StandardOutput.BaseStream, stdout, log).CopyAsync(noMoreOutput.Token),
            new OutputReader(group.Process.StandardError.BaseStream, stderr, log).CopyAsync(noMoreOutput.Token)
        );
        var exited = group.Process.WaitForExitAsync();
        await running.StopAsync(group, gracePeriod, exited);
        await exited;

        // Children that outlive the command end with it, as they do when Domino ends a container; one that can't be
        // found must not hold up the rest.
        group.KillAll();
        noMoreOutput.CancelAfter(OutputAfterEnd);
        await output;
        return group.Process.ExitCode;
    }
}
