using System.Globalization;
using System.Runtime.CompilerServices;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Client.Jobs;

/// <summary>Follows a log: page after page, no line lost or twice, until the server says that it is complete.</summary>
internal static class LogStream
{
    private const int PageSize = 10_000;

    /// <param name="time">The clock between two looks.</param>
    /// <param name="getPage">Asks for a page with the given query.</param>
    /// <param name="follow">true to follow the log until it is complete; otherwise, false.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration.</param>
    public static IAsyncEnumerable<LogLine> ReadAsync(
        TimeProvider time,
        Func<IReadOnlyList<(string, string?)>, CancellationToken, Task<LogSet>> getPage,
        bool follow,
        CancellationToken cancellationToken
    ) => ReadAsync(time, getPage, new LogOptions { Follow = follow }, failed: null, cancellationToken);

    /// <param name="time">The clock between two looks.</param>
    /// <param name="getPage">Asks for a page with the given query.</param>
    /// <param name="options">Which lines, and how long.</param>
    /// <param name="failed">Told of failures that may pass.</param>
    /// <param name="cancellationToken">A token to cancel the enumeration.</param>
    public static async IAsyncEnumerable<LogLine> ReadAsync(
        TimeProvider time,
        Func<IReadOnlyList<(string, string?)>, CancellationToken, Task<LogSet>> getPage,
        LogOptions options,
        Action<DominoException>? failed,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var reader = new LogReader();
        var clock = new PollClock(time, TimeSpan.FromSeconds(2));
        var failures = new TransientErrors(options.MaxFailures);
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
                failures.Reset();
            }
            catch (DominoException e) when (failures.ShouldRetry(e))
            {
                failed?.Invoke(e);
            }

            foreach (var line in page is null ? [] : reader.Take(page, PageSize))
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

            if (page is not null && !reader.IsAtEnd)
            {
                continue;
            }

            if (page is not null)
            {
                foreach (var line in held ?? [])
                {
                    yield return line;
                }

                held = null;
                if (page.IsComplete || !options.Follow)
                {
                    yield break;
                }
            }

            await clock.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
