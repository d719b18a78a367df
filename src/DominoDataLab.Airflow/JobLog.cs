using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow;

/// <summary>Writes the log of a job into the log of the task, line by line as it appears.</summary>
internal sealed class JobLog(DominoClient domino, ILoggerFactory loggers, bool showSetup, int maxFailures)
{
    private readonly ILogger _logger = loggers.CreateLogger("domino.job");

    /// <summary>Writes until the log is complete. A log that can't be read is a warning, not a failure of the task.</summary>
    public async Task WriteAsync(string id, bool follow, CancellationToken cancellationToken)
    {
        var options = new LogOptions { Follow = follow, MaxTransientErrors = maxFailures };
        try
        {
            await foreach (var line in domino.Jobs.StreamLogsAsync(id, options, cancellationToken).ConfigureAwait(false))
            {
                if (showSetup || line.Type != LogType.PrepareOutput)
                {
                    // The text is the whole record: as a value of a template it would be sent twice.
                    var level = line.Type == LogType.Stderr ? LogLevel.Warning : LogLevel.Information;
                    _logger.Log(level, default, line.Text, null, static (text, _) => text);
                }
            }
        }
        catch (DominoException exception)
        {
            Log.LogFailed(_logger, id, exception.Message);
        }
    }
}
