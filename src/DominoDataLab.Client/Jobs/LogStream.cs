using System.Globalization;
using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Waiting;

namespace DominoDataLab.Client.Jobs;

/// <summary>Follows a log page by page until the server reports that it is complete. No line is lost or returned twice.</summary>
internal static class LogStream
{
    private const int PageSize = 10_000;
    private const int MaxRepeatedPages = 10;
    private const int MaxPagesWithoutNewerTime = 1000;

    /// <param name="http">The clock between polls, and the logger of transient errors.</param>
    /// <param name="subject">The log as messages name it, such as <c>the log of job 5f0…</c>.</param>
    /// <param name="getPage">Requests a page with the given query.</param>
    /// <param name="options">The lines to return, and when to stop.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration.</param>
    public static async IAsyncEnumerable<LogLine> ReadAsync(
        DominoHttp http,
        string subject,
        Func<IReadOnlyList<(string, string?)>, CancellationToken, Task<LogSet>> getPage,
        LogOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var reader = new LogReader();
        var clock = new PollClock(http.Time, TimeSpan.FromSeconds(2));
        var errors = new TransientErrors(options.MaxTransientErrors);
        var held = options.Tail is null ? null : new Queue<LogLine>();
        while (true)
        {
            LogSet? page = null;
            try
            {
                page = await getPage(
                        [
                            ("logType", (options.Type ?? LogType.Console).Value),
                            ("limit", PageSize.ToString(CultureInfo.InvariantCulture)),
                            ("offset", reader.Offset),
                            ("latestTimeNano", reader.Position),
                        ],
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                errors.Reset();
            }
            catch (DominoException e) when (errors.ShouldRetry(e))
            {
                Log.PollFailed(http.Logger, subject, e.Message);
            }

            if (page is null)
            {
                await clock.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            foreach (var line in reader.Take(page, PageSize))
            {
                clock.Reset();
                if (held is null)
                {
                    yield return line;
                    continue;
                }

                held.Enqueue(line);
                if (held.Count > options.Tail)
                {
                    held.Dequeue();
                }
            }

            if (reader.RepeatedPages > MaxRepeatedPages || reader.PagesWithoutNewerTime > MaxPagesWithoutNewerTime)
            {
                throw new DominoException(
                    $"Could not read {subject}: the server keeps returning the same page. Try again later, or report it to the "
                        + $"administrator of the deployment."
                );
            }

            if (reader.RepeatedPages > 0)
            {
                await clock.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (!reader.IsAtEnd)
            {
                continue;
            }

            foreach (var line in held ?? [])
            {
                yield return line;
            }

            held = null;
            if (page.IsComplete || !options.Follow)
            {
                yield break;
            }

            await clock.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
