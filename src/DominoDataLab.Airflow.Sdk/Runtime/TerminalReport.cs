using DominoDataLab.Airflow.Sdk.Logging;
using DominoDataLab.Airflow.Sdk.Protocol;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>Tells Airflow how the task ended, exactly once.</summary>
internal sealed class TerminalReport(Supervisor supervisor, ILogger logger)
{
    private static readonly TimeSpan ReplyLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private const int Attempts = 4;

    private readonly Lock _gate = new();
    private Task<bool>? _sent;

    /// <summary>Sends a terminal message, unless one was sent before. Returns true if Airflow acknowledged what was sent.</summary>
    public Task<bool> SendAsync(Request message)
    {
        lock (_gate)
        {
            return _sent ??= SendOnceAsync(message);
        }
    }

    private async Task<bool> SendOnceAsync(Request message)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var limit = new CancellationTokenSource(ReplyLimit);
            try
            {
                await supervisor.RequestAsync(message, limit.Token).ConfigureAwait(false);
                return true;
            }
            catch (AirflowException exception) when (exception.IsTransient && attempt < Attempts)
            {
                Log.ReportRetried(logger, attempt, Attempts, exception);
                await Task.Delay(RetryDelay).ConfigureAwait(false);
            }
            catch (AirflowException exception)
            {
                Log.ReportFailed(logger, exception.Message);
                return false;
            }
            catch (OperationCanceledException)
            {
                Log.ReportFailed(logger, $"Airflow did not reply within {ReplyLimit.TotalSeconds} s.");
                return false;
            }
        }
    }
}
