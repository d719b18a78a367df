using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Transfers;

/// <summary>Retries a request of a transfer after transient errors.</summary>
/// <param name="most">The largest number of retries.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives a message for each retry.</param>
internal sealed class TransferRetry(int most, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(2);

    /// <param name="attempt">The request. Its argument is true if it is a retry. The server may have carried out the first
    /// attempt.</param>
    /// <param name="cancellationToken">A token to cancel the waits.</param>
    public async Task<T> RunAsync<T>(Func<bool, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var failures = 0; ; failures++)
        {
            TimeSpan wait;
            try
            {
                return await attempt(failures > 0).ConfigureAwait(false);
            }
            catch (DominoException e) when (failures < most && TransientErrors.IsTransient(e) && Wait(e, failures) <= LongestAsked)
            {
                wait = Wait(e, failures);
                Log.TransferRetrying(logger, failures + 1, wait.TotalSeconds, e.Message);
            }

            Telemetry.Retries.Add(1);
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task RunAsync(Func<bool, Task> attempt, CancellationToken cancellationToken) =>
        RunAsync(
            async isRetry =>
            {
                await attempt(isRetry).ConfigureAwait(false);
                return true;
            },
            cancellationToken
        );

    private static TimeSpan Wait(DominoException e, int failures) =>
        (e as DominoApiException)?.RetryAfter
        ?? (
            failures == 0 ? TimeSpan.Zero
            : failures > 5 ? Longest
            : TimeSpan.FromSeconds(1 << (failures - 1))
        );
}
