using System.Globalization;

namespace DominoDataLab.Client.Jobs;

/// <summary>
/// Puts pages of a log together: which to ask for next, and which of its lines are new. Servers disagree on whether the
/// lines of the cursor's own nanosecond come again, and several lines may share one, even over the end of a page. So the
/// cursor stays one nanosecond behind the newest line: all lines of its time come again, and those seen are counted off.
/// </summary>
internal sealed class LogReader
{
    private long _newest;
    private int _seenAtNewest;
    private int _offset;
    private int _countedOff;

    /// <summary>The time at which the next page starts.</summary>
    public string Position => Math.Max(_newest - 1, 0).ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of lines after that time at which the next page starts.</summary>
    public string Offset => _offset.ToString(CultureInfo.InvariantCulture);

    /// <summary>true if nothing more was there when the last page was made; otherwise, false.</summary>
    public bool IsAtEnd { get; private set; }

    public List<LogLine> Take(LogSet page, int pageSize)
    {
        var limit = page.Pagination is { Limit: > 0 } pagination ? Math.Min(pagination.Limit, pageSize) : pageSize;
        var before = _newest;
        var fresh = new List<LogLine>(page.LogContent.Count);
        foreach (var entry in page.LogContent)
        {
            if (entry.Timestamp < before)
            {
                continue;
            }

            if (entry.Timestamp == before && _countedOff < _seenAtNewest)
            {
                _countedOff++;
                continue;
            }

            if (entry.LogType.Value != "complete")
            {
                fresh.Add(new LogLine(entry.Timestamp, entry.LogType, WithoutEnd(entry.Log)));
            }
        }

        foreach (var line in fresh)
        {
            if (line.Timestamp > _newest)
            {
                (_newest, _seenAtNewest, _countedOff, _offset) = (line.Timestamp, 0, 0, 0);
            }

            if (line.Timestamp == _newest)
            {
                _seenAtNewest++;
            }
        }

        // If a full page has no newer time, the rest of that time follows it. Otherwise the next poll starts at the newest time.
        var full = page.LogContent.Count >= limit && page.LogContent.Count > 0;
        if (_newest == before)
        {
            _countedOff = full ? _countedOff + fresh.Count : 0;
            _offset = full ? _offset + page.LogContent.Count : 0;
        }

        IsAtEnd = fresh.Count == 0 && !full;
        return fresh;
    }

    // One line end only: an empty line is a line.
    private static string WithoutEnd(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
        : text.EndsWith('\n') || text.EndsWith('\r') ? text[..^1]
        : text;
}
