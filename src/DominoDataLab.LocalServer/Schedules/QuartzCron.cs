using System.Globalization;
using Cronos;

namespace DominoDataLab.LocalServer.Schedules;

/// <summary>
/// When a schedule fires: an expression in Quartz's dialect, as Domino takes it, read by Cronos. The two differ in the
/// field of weekdays (Quartz counts 1 to 7 from Sunday, Cronos 0 to 6) and in that Quartz wants exactly one '?'.
/// </summary>
internal sealed class QuartzCron
{
    private const string Form = "write six fields: second minute hour day-of-month month day-of-week, such as '0 0 12 ? * MON-FRI'";
    private static readonly string[] Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    private readonly CronExpression _expression;

    private QuartzCron(CronExpression expression) => _expression = expression;

    /// <exception cref="FormatException">It is no such expression; the message says why.</exception>
    public static QuartzCron Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length != 6)
        {
            throw new FormatException($"'{text}' has {fields.Length} fields; {Form}.");
        }

        if (fields[3] == "?" == (fields[5] == "?"))
        {
            throw new FormatException($"'{text}' must have '?' as its day of the month or as its day of the week, and not as both.");
        }

        fields[5] = Weekday(fields[5].ToUpperInvariant(), text);
        for (var i = 0; i < fields.Length; i++)
        {
            // Quartz lets a step stand alone.
            fields[i] = fields[i].StartsWith('/') ? "*" + fields[i] : fields[i];
        }

        try
        {
            return new QuartzCron(CronExpression.Parse(string.Join(' ', fields), CronFormat.IncludeSeconds));
        }
        catch (CronFormatException e)
        {
            throw new FormatException($"'{text}' is no cron expression ({e.Message}); {Form}.", e);
        }
    }

    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone) => _expression.GetNextOccurrence(after, zone);

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
        : word is [>= '1' and <= '7'] ? word[0] - '1'
        : throw Bad(word, text);

    private static FormatException Bad(string item, string text) =>
        new($"'{item}' in '{text}' is no day of the week; they are 1 to 7 or SUN to SAT, with ',', '-', '/', 'L' and '#'.");
}
