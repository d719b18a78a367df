using DominoDataLab.LocalServer.Execution.Logs;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Stays with a running command until it has ended: logs what it writes, and carries out a request to stop.</summary>
internal static class Supervision
{
    private static readonly TimeSpan OutputAfterEnd = TimeSpan.FromSeconds(5);

    public static async Task<ExecutionResult> ToEndAsync(
        IExecution execution,
        StopSignal stop,
        JobLog log,
        (LogTypes Stdout, LogTypes Stderr) types,
        TimeSpan gracePeriod
    )
    {
        using var noMoreOutput = new CancellationTokenSource();
        var output = Task.WhenAll(
            new OutputReader(execution.Output.Stdout, types.Stdout, log).CopyAsync(noMoreOutput.Token),
            new OutputReader(execution.Output.Stderr, types.Stderr, log).CopyAsync(noMoreOutput.Token)
        );
        if (await Task.WhenAny(stop.Requested, execution.Completion) == stop.Requested)
        {
            // Processes live in real time, so the grace period does too, whatever clock the server shows.
            await execution.StopAsync(gracePeriod);
        }

        var result = await execution.Completion;

        // A process outside the execution can still hold the pipe. It must not hold up the rest.
        noMoreOutput.CancelAfter(OutputAfterEnd);
        await output;
        return result;
    }
}
