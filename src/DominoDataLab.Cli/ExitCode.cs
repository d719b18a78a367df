namespace DominoDataLab.Cli;

/// <summary>The exit codes of the tool. <c>docs/cli.md</c> has the same table, and a test compares them.</summary>
internal enum ExitCode
{
    /// <summary>The command succeeded. For a job that was waited for, the job succeeded.</summary>
    Success = 0,

    /// <summary>Another error occurred, or a file was skipped. For file ignored, the path is not ignored.</summary>
    Error = 1,

    /// <summary>The command line or the configuration is not valid. Nothing was changed.</summary>
    Usage = 2,

    /// <summary>The credential is missing or not valid, or the user does not have permission.</summary>
    Unauthorized = 3,

    /// <summary>A project, job, file, folder or server was not found, or no file matches a pattern.</summary>
    NotFound = 4,

    /// <summary>The name already exists, or the state does not allow the operation.</summary>
    Conflict = 5,

    /// <summary>The deployment cannot be reached, or the connection was lost.</summary>
    Unreachable = 6,

    /// <summary>The job ended as Failed: the user's code failed.</summary>
    JobFailed = 10,

    /// <summary>The job ended as Stopped.</summary>
    JobStopped = 11,

    /// <summary>The job ended as Error or in another way: Domino could not run it.</summary>
    JobError = 12,

    /// <summary>The server did not answer, or the job did not end, within the time limit.</summary>
    TimedOut = 13,

    /// <summary>The command was interrupted by Ctrl+C or by the system.</summary>
    Interrupted = 130,
}
