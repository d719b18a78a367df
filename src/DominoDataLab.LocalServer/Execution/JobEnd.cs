namespace DominoDataLab.LocalServer.Execution;

/// <summary>How a job ended, why, and what it left.</summary>
internal sealed record JobEnd(
    string Status,
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

    public static JobEnd OfExitCode(int code, LogIndex log, LocalHardwareTier tier)
    {
        var message =
            code is > 128 and <= 128 + 64 && !OperatingSystem.IsWindows()
                ? $"The command was killed by signal {code - 128}{(Signals.TryGetValue(code - 128, out var name) ? $" ({name})" : "")}: exit code {code}."
                : $"The command ended with exit code {code}.";

        // A process that is refused memory ends in a way of its own; what it said last is all that tells.
        var count = log.End().Count(LogTypes.Output);
        var ranOut = log.Read(LogTypes.Output, 0, Math.Max(0, count - LastLines))
            .Any(line => Array.Exists(OutOfMemory, word => line.Text.Contains(word, StringComparison.OrdinalIgnoreCase)));
        return ranOut
            ? new JobEnd(
                "Failed",
                "OutOfMemory",
                message
                    + FormattableString.Invariant(
                        $" By its output it ran out of memory: hardware tier {tier.Name} gives {tier.MemoryGiB} GiB. Use less, or choose a larger tier."
                    )
            )
            : new JobEnd("Failed", code > 128 ? "Signal" : "ExitCode", message);
    }
}
