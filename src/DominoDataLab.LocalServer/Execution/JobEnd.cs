using DominoDataLab.LocalServer.Execution.Logs;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>How a job ended, why, and what it left.</summary>
internal sealed record JobEnd(
    JobStatus Status,
    string? Reason = null,
    string? Message = null,
    string? OutputCommit = null,
    string Statistics = "{}"
)
{
    private const int LastLines = 50;
    private static readonly string[] OutOfMemory =
    [
        "MemoryError",
        "OutOfMemoryException",
        "Out of memory",
        "Cannot allocate memory",
        "cannot allocate vector",
        "std::bad_alloc",
        "OutOfMemoryError",
        "memory exhausted",
    ];
    private static readonly Dictionary<int, string> Signals = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [13] = "SIGPIPE",
        [14] = "SIGALRM",
        [15] = "SIGTERM",
        [24] = "SIGXCPU",
        [25] = "SIGXFSZ",
    };

    /// <summary>Explains why a service ended that nobody stopped.</summary>
    public static string ExplainService(string service, ExecutionResult result, LocalHardwareTier tier) =>
        result.ExceededMemory
            ? FormattableString.Invariant(
                $"{service} was killed: its processes held more than the {tier.MemoryGiB} GiB of hardware tier {tier.Name}."
            )
            : $"{service} ended by itself with exit code {result.ExitCode}.";

    /// <summary>Explains a command that did not succeed.</summary>
    public static JobEnd Of(ExecutionResult result, LogIndex log, LocalHardwareTier tier)
    {
        if (result.ExceededMemory)
        {
            return new JobEnd(
                JobStatus.Failed,
                "OutOfMemory",
                FormattableString.Invariant(
                    $"The job was killed by signal 9 (SIGKILL): its processes held more than the {tier.MemoryGiB} GiB of memory of "
                )
                    + $"hardware tier {tier.Name}. "
                    + "Use less, or choose a larger tier."
            );
        }

        var message = result.Signal is { } signal
            ? $"The command was killed by signal {signal}{(Signals.TryGetValue(signal, out var name) ? $" ({name})" : "")}: exit code "
                + $"{result.ExitCode}."
            : $"The command ended with exit code {result.ExitCode}.";

        // A process that is refused memory ends in a way of its own. Only its last lines tell.
        var count = log.End().Count(LogTypes.Output);
        var ranOut = log.Read(LogTypes.Output, 0, Math.Max(0, count - LastLines))
            .Any(line => Array.Exists(OutOfMemory, word => line.Text.Contains(word, StringComparison.OrdinalIgnoreCase)));
        return ranOut
            ? new JobEnd(
                JobStatus.Failed,
                "OutOfMemory",
                message
                    + FormattableString.Invariant(
                        $" By its output it ran out of memory: hardware tier {tier.Name} gives {tier.MemoryGiB} GiB. Use less, or "
                    )
                    + "choose a larger tier."
            )
            : new JobEnd(JobStatus.Failed, result.Signal is null ? "ExitCode" : "Signal", message);
    }
}
