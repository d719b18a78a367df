using System.Net;
using System.Net.Http.Headers;

namespace DominoDataLab.Client.Http;

/// <summary>Says whether a reply may be followed by another attempt, and how long to wait before it.</summary>
internal static class RetryDelay
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    /// <summary>The wait before attempt <paramref name="retry"/> (from 1): 0, 2, 4, 8 seconds and so on, at most 120.</summary>
    public static TimeSpan Before(int retry) =>
        retry <= 1 ? TimeSpan.Zero
        : retry > 7 ? Longest
        : TimeSpan.FromSeconds(Math.Min(1 << (retry - 1), Longest.TotalSeconds));

    /// <summary>The wait after a reply, or null if the reply is final.</summary>
    public static TimeSpan? After(HttpStatusCode status, RetryConditionHeaderValue? retryAfter, int retry, DateTimeOffset now)
    {
        if (
            status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.ServiceUnavailable
            && Asked(retryAfter, now) is { } asked
        )
        {
            return asked > Longest ? null : asked;
        }

        return TransientErrors.IsRetried(status) ? Before(retry) : null;
    }

    /// <summary>How long a reply asks to be left alone, or null.</summary>
    public static TimeSpan? Asked(RetryConditionHeaderValue? retryAfter, DateTimeOffset now) =>
        retryAfter is null ? null
        : (retryAfter.Delta ?? (retryAfter.Date - now)) is { } asked && asked > TimeSpan.Zero ? asked
        : TimeSpan.Zero;
}
