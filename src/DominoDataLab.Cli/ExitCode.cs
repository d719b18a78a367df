namespace DominoDataLab.Cli;

/// <summary>What the tool's exit code says.</summary>
internal enum ExitCode
{
    Success = 0,
    Error = 1,
    Usage = 2,
    Unauthorized = 3,
    NotFound = 4,
    Conflict = 5,
    Unreachable = 6,
    JobFailed = 10,
    JobStopped = 11,
    JobError = 12,
    TimedOut = 13,
    Interrupted = 130,
}
