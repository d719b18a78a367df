using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Jobs;

/// <summary>Reads the end of the log of something that failed, for the exception about the failure.</summary>
internal static class FailureLog
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Reads the last lines within what is left of the wait's time limit, at most 30 s. Returns the lines that were read.
    /// </summary>
    public static async Task<IReadOnlyList<LogLine>> ReadAsync(
        DominoHttp http,
        string subject,
        Func<IReadOnlyList<(string, string?)>, CancellationToken, Task<LogSet>> getPage,
        WaitOptions options,
        long started,
        CancellationToken cancellationToken
    )
    {
        var left = options.Timeout is { } timeout && timeout > TimeSpan.Zero ? timeout - http.Time.GetElapsedTime(started) : Longest;
        if (options.FailureLogLines == 0 || left <= TimeSpan.Zero)
        {
            return [];
        }

        using var limit = new TimeLimit(left < Longest ? left : Longest, http.Time, cancellationToken);
        var tail = new LogOptions
        {
            Follow = false,
            Tail = options.FailureLogLines,
            MaxTransientErrors = 0,
        };
        try
        {
            return await LogStream.ReadAsync(http, subject, getPage, tail, limit.Token).ToListAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DominoException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The failure is what the caller must hear; the log only explains it.
            Log.PollFailed(http.Logger, subject, e.Message);
            return [];
        }
    }
}
