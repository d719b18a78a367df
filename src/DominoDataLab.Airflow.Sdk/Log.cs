using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.Sdk;

/// <summary>Every message that the runtime logs. No message contains a secret.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Task failed: {Reason}")]
    public static partial void TaskFailed(ILogger logger, string reason, Exception? exception);

    [LoggerMessage(2, LogLevel.Information, "Task skipped: {Reason}")]
    public static partial void TaskSkipped(ILogger logger, string? reason);

    [LoggerMessage(3, LogLevel.Warning, "Airflow could not record the task's state (attempt {Attempt} of {Attempts}). Retrying.")]
    public static partial void ReportRetried(ILogger logger, int attempt, int attempts, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "Airflow did not record the task's state: {Reason}")]
    public static partial void ReportFailed(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Error, "The task '{TaskId}' of the DAG '{DagId}' is not in this bundle. It has: {Available}.")]
    public static partial void TaskUnknown(ILogger logger, string dagId, string taskId, string available);

    [LoggerMessage(6, LogLevel.Warning, "Stopping the task: {Reason}")]
    public static partial void Stopping(ILogger logger, string reason);

    [LoggerMessage(7, LogLevel.Error, "The task did not stop in time and is abandoned.")]
    public static partial void NotStopped(ILogger logger);

    [LoggerMessage(8, LogLevel.Error, "Could not start: {Reason}")]
    public static partial void StartFailed(ILogger logger, string reason);

    [LoggerMessage(9, LogLevel.Warning, "The DAG has no retries left, so the task fails although it asked for a retry.")]
    public static partial void NoRetriesLeft(ILogger logger);

    [LoggerMessage(10, LogLevel.Information, "Task {Outcome}.")]
    public static partial void TaskSuspended(ILogger logger, string outcome);
}
