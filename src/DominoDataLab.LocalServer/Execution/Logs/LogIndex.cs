namespace DominoDataLab.LocalServer.Execution.Logs;

/// <summary>Finds places in a log by time and by number without reading what is before them: it knows every 512th line.</summary>
/// <remarks>It lives in memory only. The first look reads the file once, each later one what was written since.</remarks>
internal sealed class LogIndex(string file)
{
    private const int Stride = 512;
    private readonly Lock _turn = new();
    private readonly List<Place> _places = [default];
    private Place _end;

    /// <summary>A place between two lines: what is before it.</summary>
    internal readonly record struct Place(long Position, long LastTime, long SetupLines, long StdoutLines, long StderrLines)
    {
        public long Count(LogTypes types) =>
            (types.HasFlag(LogTypes.Setup) ? SetupLines : 0)
            + (types.HasFlag(LogTypes.Stdout) ? StdoutLines : 0)
            + (types.HasFlag(LogTypes.Stderr) ? StderrLines : 0);

        public Place After(long position, LogLine line) =>
            new(
                position,
                line.Nanoseconds,
                SetupLines + (line.Type == LogTypes.Setup ? 1 : 0),
                StdoutLines + (line.Type == LogTypes.Stdout ? 1 : 0),
                StderrLines + (line.Type == LogTypes.Stderr ? 1 : 0)
            );
    }

    /// <summary>The place after the last whole line.</summary>
    public Place End()
    {
        lock (_turn)
        {
            using var reader = LogReader.Open(file, _end.Position);
            while (reader is not null && reader.Next(withText: false) is { } line)
            {
                _end = _end.After(reader.Position, line);
                if (_end.Count(LogTypes.All) % Stride == 0)
                {
                    _places.Add(_end);
                }
            }

            return _end;
        }
    }

    /// <summary>
    /// Reads the lines of some types after a time, without the first <paramref name="skip"/> of them. Incomplete lines do not count.
    /// </summary>
    public IEnumerable<LogLine> Read(LogTypes types, long after, long skip)
    {
        End();
        var place = Last(known => known.LastTime <= after);
        using var reader = LogReader.Open(file, place.Position);
        if (reader is null)
        {
            yield break;
        }

        if (after > place.LastTime)
        {
            while (reader.Next(withText: false) is { } line && line.Nanoseconds <= after)
            {
                place = place.After(reader.Position, line);
            }
        }

        var first = place.Count(types) + skip;
        var near = Last(known => known.Count(types) <= first);
        place = near.Position > place.Position ? near : place;
        reader.Seek(place.Position);
        for (var count = place.Count(types); reader.Next(withText: count >= first) is { } line; )
        {
            if (types.HasFlag(line.Type) && count++ >= first)
            {
                yield return line;
            }
        }
    }

    private Place Last(Predicate<Place> before)
    {
        lock (_turn)
        {
            int low = 0,
                high = _places.Count - 1;
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = before(_places[middle]) ? (middle, high) : (low, middle - 1);
            }

            return _places[low];
        }
    }
}
