using System.Globalization;
using System.Runtime.CompilerServices;

namespace DominoDataLab.Client.Jobs;

/// <summary>Follows a log: page after page, no line lost or twice, until the server says that it is complete.</summary>
internal static class LogStream
{
    private const int PageSize = 10_000;

    /// <param name="time">The clock between two looks.</param>
    /// <param name="getPage">Asks for a page with the given query.</param>
    /// <param name="follow">Whether to go on until the log is complete.</param>
    /// <param name="cancellationToken">Ends the sequence.</param>
    public static async IAsyncEnumerable<LogLine> ReadAsync(TimeProvider time, Func<IReadOnlyList<(string, string?)>, CancellationToken, Task<LogSet>> getPage, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = new LogReader();
        var clock = new PollClock(time, TimeSpan.FromSeconds(2));
        while (true)
        {
            var page = await getPage([("logType", "console"), ("limit", PageSize.ToString(CultureInfo.InvariantCulture)), ("offset", "0"), ("latestTimeNano", cursor.Position)], cancellationToken).ConfigureAwait(false);
            var fresh = cursor.Take(page);
            foreach (var line in fresh)
            {
                yield return line;
            }

            if (fresh.Count > 0)
            {
                clock.Reset();
            }
            else if (page.IsComplete || !follow)
            {
                yield break;
            }
            else
            {
                await clock.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
