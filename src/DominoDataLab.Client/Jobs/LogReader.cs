using System.Globalization;

namespace DominoDataLab.Client.Jobs;

/// <summary>
/// Assembles the pages of a log: which page to request next, and which of its lines are new. Servers disagree on whether a page includes
/// the lines of the cursor's own nanosecond, and several lines may share a nanosecond, even across pages. So the cursor stays one
/// nanosecond behind the newest line: all lines of that nanosecond are returned again, and the ones already seen are skipped by count.
/// </summary>
internal sealed class LogReader
{
    private long _newest;
    private int _seenAtNewest;
    private int _offset;
    private int _skipped;
    private List<LogEntry> _previous = [];

    /// <summary>The time at which the next page starts.</summary>
    public string Position => Math.Max(_newest - 1, 0).ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of lines after that time at which the next page starts.</summary>
    public string Offset => _offset.ToString(CultureInfo.InvariantCulture);

    /// <summary>true if the last page reached the current end of the log; otherwise, false.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The number of pages in a row that were the same as the page before, although the next page was requested.</summary>
    public int RepeatedPages { get; private set; }

    /// <summary>The number of full pages in a row without a newer time. The lines of one nanosecond can fill several pages.</summary>
    public int PagesWithoutNewerTime { get; private set; }

    public List<LogLine> Take(LogSet page, int pageSize)
    {
        var limit = page.Pagination is { Limit: > 0 } pagination ? Math.Min(pagination.Limit, pageSize) : pageSize;
        var full = page.LogContent.Count >= limit && page.LogContent.Count > 0;
        if (_offset > 0 && full && page.LogContent.SequenceEqual(_previous))
        {
            RepeatedPages++;
            IsAtEnd = false;
            return [];
        }

        (RepeatedPages, _previous) = (0, full ? page.LogContent : []);
        var before = _newest;
        var fresh = new List<LogLine>(page.LogContent.Count);
        foreach (var entry in page.LogContent)
        {
            if (entry.Timestamp < before)
            {
                continue;
            }

            if (entry.Timestamp == before && _skipped < _seenAtNewest)
            {
                _skipped++;
                continue;
            }

            if (entry.LogType.Value != "complete")
            {
                fresh.Add(new LogLine(entry.Timestamp, entry.LogType, WithoutEnd(entry.Log)));
            }
        }

        foreach (var line in fresh)
        {
            if (line.TimestampNanoseconds > _newest)
            {
                (_newest, _seenAtNewest, _skipped, _offset) = (line.TimestampNanoseconds, 0, 0, 0);
            }

            if (line.TimestampNanoseconds == _newest)
            {
                _seenAtNewest++;
            }
        }

        // If a full page has no newer time, the rest of that time follows it. Otherwise the next poll starts at the newest time.
        PagesWithoutNewerTime = full && _newest == before ? PagesWithoutNewerTime + 1 : 0;
        if (_newest == before)
        {
            _skipped = full ? _skipped + fresh.Count : 0;
            _offset = full ? _offset + page.LogContent.Count : 0;
        }

        IsAtEnd = fresh.Count == 0 && !full;
        return fresh;
    }

    // Only one line ending is removed, because an empty line is a line.
    private static string WithoutEnd(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
        : text.EndsWith('\n') || text.EndsWith('\r') ? text[..^1]
        : text;
}
