using System.Globalization;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Waiting;

/// <summary>The only loop that waits for an object on the server: pauses, transient errors, the time limit and progress.</summary>
internal static class Poller
{
    // Timers cannot run longer than this. A longer limit is still checked after each poll.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    public static async Task<T> WaitAsync<T>(
        DominoHttp http,
        PollTarget<T> target,
        WaitOptions options,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var clock = new PollClock(http.Time, options.MaxPollInterval);
        var errors = new TransientErrors(options.MaxTransientErrors);
        var timeout = options.Timeout ?? TimeSpan.MaxValue;
        var reserve = TimeSpan.FromTicks(Math.Min(timeout.Ticks / 10, TimeSpan.TicksPerSecond));
        using var limit = timeout > TimeSpan.Zero && timeout <= LongestTimer ? new TimeLimit(timeout, http.Time, cancellationToken) : null;
        var token = limit?.Token ?? cancellationToken;
        T? last = null;
        while (true)
        {
            DominoException? error = null;
            try
            {
                last = await target.GetAsync(token).ConfigureAwait(false);
                errors.Reset();
            }
            catch (DominoException e) when (errors.ShouldRetry(e))
            {
                error = e;
                Log.PollFailed(http.Logger, target.Subject, e.Message);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw TimedOut(target, timeout, last, e);
            }

            if (error is null)
            {
                options.Progress?.Report(new WaitProgress(last!, target.Status(last!), clock.Elapsed));
                if (target.IsReached(last!))
                {
                    return last!;
                }
            }

            // The last poll starts early enough to be answered before the limit.
            var left = timeout - clock.Elapsed - reserve;
            if (left <= TimeSpan.Zero)
            {
                throw TimedOut(target, timeout, last, error);
            }

            await clock.WaitAsync(left, cancellationToken).ConfigureAwait(false);
        }
    }

    private static WaitTimeoutException TimedOut<T>(PollTarget<T> target, TimeSpan timeout, T? last, Exception? cause)
        where T : class
    {
        var seconds = timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        var status = last is null ? "Its status could not be read." : $"Its last status was {target.Status(last)}.";
        return new WaitTimeoutException(
            $"{target.Subject} did not {target.Goal} within {seconds} s. {status} {target.Advice}",
            timeout,
            last,
            cause
        );
    }
}
