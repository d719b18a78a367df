namespace DominoDataLab.Data.Http;

/// <summary>
/// Exponential back-off with full jitter: before retry n it waits a random time up to 2ⁿ seconds, until the limit is over.
/// </summary>
internal sealed class BackOff(TimeSpan limit, TimeProvider time, Random random)
{
    /// <summary>Runs an operation again while its failure is worth a retry. The last failure reaches the caller.</summary>
    public async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> attempt,
        Func<Exception, bool> isRetryable,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        for (var retry = 0; ; retry++)
        {
            // Measured before the attempt, so that a slow failure at the end still has its last retry.
            var elapsed = time.GetElapsedTime(started);
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (elapsed < limit && isRetryable(e)) { }

            var wait = TimeSpan.FromSeconds(random.NextDouble() * Math.Pow(2, retry));
            var left = limit - elapsed;
            await Task.Delay(wait < left ? wait : left, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
