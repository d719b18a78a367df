using System.Globalization;
using Cronos;

namespace DominoDataLab.LocalServer.Schedules;

/// <summary>
/// When a schedule fires: an expression in Quartz's dialect, as Domino takes it, read by Cronos. The two differ in the
/// field of weekdays (Quartz counts 1 to 7 from Sunday, Cronos 0 to 6) and in that Quartz wants exactly one '?'.
/// </summary>
internal sealed class QuartzCron
{
    private const int FirstYear = 1970;
    private const int LastYear = 2099;
    private const string Form =
        "use six fields: second minute hour day-of-month month day-of-week, such as '0 0 12 ? * MON-FRI', and optionally a year";
    private static readonly string[] Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    private readonly CronExpression _expression;

    // If null, the expression is for every year. Cronos does not know years.
    private readonly SortedSet<int>? _years;

    private QuartzCron(CronExpression expression, SortedSet<int>? years) => (_expression, _years) = (expression, years);

    /// <exception cref="FormatException">The expression is not valid. The message says why.</exception>
    public static QuartzCron Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length is not (6 or 7))
        {
            throw new FormatException($"'{text}' has {fields.Length} fields; {Form}.");
        }

        if (fields[3] == "?" == (fields[5] == "?"))
        {
            throw new FormatException($"'{text}' must have '?' as its day of the month or as its day of the week, and not as both.");
        }

        fields[5] = Weekday(fields[5].ToUpperInvariant(), text);
        var years = fields.Length == 7 ? Years(fields[6], text) : null;
        for (var i = 0; i < 6; i++)
        {
            // Quartz lets a step stand alone.
            fields[i] = fields[i].StartsWith('/') ? "*" + fields[i] : fields[i];
        }

        try
        {
            return new QuartzCron(CronExpression.Parse(string.Join(' ', fields.Take(6)), CronFormat.IncludeSeconds), years);
        }
        catch (CronFormatException e)
        {
            throw new FormatException($"'{text}' is not a valid cron expression ({e.Message}). {Form}.", e);
        }
    }

    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        while (_expression.GetNextOccurrence(after, zone) is { } next)
        {
            if (_years is null || _years.Contains(next.Year))
            {
                return next;
            }

            // Straight to the next year that is allowed, if there is one.
            if (_years.GetViewBetween(next.Year, LastYear) is not { Count: > 0 } later)
            {
                return null;
            }

            var start = new DateTime(later.Min, 1, 1).AddSeconds(-1);
            after = new DateTimeOffset(start, zone.GetUtcOffset(start));
        }

        return null;
    }

    private static SortedSet<int> Years(string field, string text)
    {
        var years = new SortedSet<int>();
        foreach (var item in field.Split(','))
        {
            var parts = item.Split('/');
            var ends = parts[0] is "*" or "" ? [FirstYear, LastYear] : parts[0].Split('-').Select(Year).ToList();
            var step = parts.Length == 2 ? Number(parts[1]) : 1;
            var last = ends.Count == 1 && parts.Length == 2 ? LastYear : ends[^1];
            if (parts.Length > 2 || ends.Count > 2 || step < 1 || last < ends[0])
            {
                throw Wrong(item);
            }

            years.UnionWith(Enumerable.Range(ends[0], last - ends[0] + 1).Where(year => (year - ends[0]) % step == 0));
        }

        return years;

        int Year(string word) => Number(word) is >= FirstYear and <= LastYear and var year ? year : throw Wrong(word);

        int Number(string word) =>
            int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(word);

        FormatException Wrong(string item) =>
            new($"'{item}' in '{text}' is not a valid year. Use {FirstYear} to {LastYear}, with ',', '-', '/' and '*'.");
    }

    private static string Weekday(string field, string text) =>
        field is "?" or "*" ? field
        : field == "L" ? "6"
        : field.Contains(',', StringComparison.Ordinal) && field.AsSpan().IndexOfAny('L', '#') >= 0 ? throw Bad(field, text)
        : string.Join(',', field.Split(',').Select(item => Item(item, text)));

    /// <summary>One item of Quartz's field as the numbers that Cronos knows: 'FRI-MON', '2/2', '6L', '6#3'.</summary>
    private static string Item(string item, string text)
    {
        if (item.EndsWith('L'))
        {
            return Day(item[..^1], text) + "L";
        }

        if (item.Split('#') is [var weekday, var nth])
        {
            return Day(weekday, text) + "#" + nth;
        }

        var parts = item.Split('/');
        var step =
            parts.Length == 1 ? 1
            : parts.Length == 2
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            && given is >= 1 and <= 7
                ? given
            : throw Bad(item, text);
        var ends = parts[0] is "*" or "" ? ["1", "7"] : parts[0].Split('-');
        if (ends.Length > 2 || item.Length == 0)
        {
            throw Bad(item, text);
        }

        int first = Day(ends[0], text),
            last = ends.Length == 2 ? Day(ends[1], text)
            : parts.Length == 2 ? 6
            : first;
        if (last < first)
        {
            last += 7;
        }

        return string.Join(',', Enumerable.Range(first, last - first + 1).Where(day => (day - first) % step == 0).Select(day => day % 7));
    }

    private static int Day(string word, string text) =>
        Array.IndexOf(Weekdays, word) is >= 0 and var named ? named
        : int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 7 ? number - 1
        : throw Bad(word, text);

    private static FormatException Bad(string item, string text) =>
        new($"Invalid day of the week '{item}' in '{text}'. Use 1 to 7 or SUN to SAT, with ',', '-', '/', 'L' and '#'.");
}
