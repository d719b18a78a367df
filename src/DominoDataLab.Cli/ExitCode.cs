namespace DominoDataLab.Cli;

/// <summary>The exit codes of the tool. <c>docs/cli.md</c> has the same table; a test compares them.</summary>
internal enum ExitCode
{
    /// <summary>Done; for a job that was waited for: it succeeded.</summary>
    Success = 0,

    /// <summary>Something else went wrong; the message says what.</summary>
    Error = 1,

    /// <summary>The command line or the configuration is wrong; nothing was sent.</summary>
    Usage = 2,

    /// <summary>No credential, a wrong one, or one that may not do this.</summary>
    Unauthorized = 3,

    /// <summary>What was named does not exist: a project, a job, a file, a server.</summary>
    NotFound = 4,

    /// <summary>It is there already, or in a state that forbids this.</summary>
    Conflict = 5,

    /// <summary>The deployment can't be reached, or the connection broke.</summary>
    Unreachable = 6,

    /// <summary>The job ended as Failed: the user's code failed.</summary>
    JobFailed = 10,

    /// <summary>The job ended as Stopped.</summary>
    JobStopped = 11,

    /// <summary>The job ended as Error or otherwise: Domino could not run it.</summary>
    JobError = 12,

    /// <summary>No answer, or no end of the job, in the time allowed.</summary>
    TimedOut = 13,

    /// <summary>Ctrl+C, or the system asked the tool to end.</summary>
    Interrupted = 130,
}
