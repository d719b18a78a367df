using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow;

/// <summary>Every message that the operators log. No message contains a credential.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Started job {JobId} in {Project}")]
    public static partial void Started(ILogger logger, string jobId, string project);

    [LoggerMessage(2, LogLevel.Information, "Attached to job {JobId}, which this task started before")]
    public static partial void Attached(ILogger logger, string jobId);

    [LoggerMessage(3, LogLevel.Warning, "Could not tag job {JobId}, so a retry of this task starts another job: {Reason}")]
    public static partial void NotTagged(ILogger logger, string jobId, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Stopped job {JobId}")]
    public static partial void Stopped(ILogger logger, string jobId);

    [LoggerMessage(5, LogLevel.Error, "Could not stop job {JobId}; it may still run: {Reason}")]
    public static partial void NotStopped(ILogger logger, string jobId, string reason);

    [LoggerMessage(6, LogLevel.Warning, "Job {JobId} continues without this task")]
    public static partial void Left(ILogger logger, string jobId);

    [LoggerMessage(7, LogLevel.Warning, "Could not read the rest of the log of job {JobId}: {Reason}")]
    public static partial void LogFailed(ILogger logger, string jobId, string reason);

    [LoggerMessage(8, LogLevel.Warning, "The job has ended, but the rest of its log did not arrive")]
    public static partial void LogIncomplete(ILogger logger);
}
