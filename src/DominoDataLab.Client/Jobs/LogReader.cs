using System.Globalization;

namespace DominoDataLab.Client.Jobs;

/// <summary>
/// Puts pages of a log together. A server may send the lines of the cursor's own nanosecond again, and several lines
/// may share one, so the lines already seen at the newest time are counted and passed over once.
/// </summary>
internal sealed class LogReader
{
    private long _newest;
    private int _seenAtNewest;

    public string Position => _newest.ToString(CultureInfo.InvariantCulture);

    public List<LogLine> Take(LogSet page)
    {
        // A server whose cursor is inclusive repeats every line of that time; one whose cursor is exclusive repeats none.
        var repeats = page.LogContent.Count(entry => entry.Timestamp == _newest) >= _seenAtNewest ? _seenAtNewest : 0;
        var fresh = new List<LogLine>(page.LogContent.Count);
        foreach (var entry in page.LogContent)
        {
            if (entry.Timestamp < _newest || entry.LogType.Value == "complete")
            {
                continue;
            }

            if (entry.Timestamp == _newest && repeats > 0)
            {
                repeats--;
                continue;
            }

            fresh.Add(new LogLine(entry.Timestamp, entry.LogType, entry.Log.TrimEnd('\r', '\n')));
        }

        foreach (var line in fresh)
        {
            if (line.Timestamp > _newest)
            {
                (_newest, _seenAtNewest) = (line.Timestamp, 0);
            }

            _seenAtNewest++;
        }

        return fresh;
    }
}
