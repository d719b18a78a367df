using System.Globalization;

namespace DominoDataLab.Client.ScheduledJobs;

/// <summary>
/// The times at which a scheduled job starts, as an expression in Quartz's dialect. It has six fields: second, minute, hour, day of the
/// month, month and day of the week (1 to 7 or SUN to SAT), such as <c>0 30 9 ? * MON-FRI</c>. A seventh field, the year (1970 to 2099), is
/// optional. Exactly one of the two fields for days must be <c>?</c>.
/// </summary>
/// <remarks>In addition to numbers and names: <c>*</c>, <c>a,b</c>, <c>a-b</c>, <c>a/step</c>; as the day of the month, <c>L</c> (last),
/// <c>L-3</c>, <c>15W</c> (the weekday nearest to the 15th) and <c>LW</c>; as the day of the week, <c>6L</c> (the last Friday) and
/// <c>6#3</c> (the third Friday), each alone in its field.</remarks>
public sealed class CronSchedule
{
    private const int YearsAhead = 40;
    private const int FirstYear = 1970;
    private const int LastYear = 2099;
    private const string Form =
        "Use six fields: second minute hour day-of-month month day-of-week, such as '0 30 9 ? * MON-FRI', and optionally a year";
    private static readonly string[] Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    private readonly CronField _seconds;
    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronField _months;
    private readonly Predicate<DateOnly> _days;

    // Null means every year.
    private readonly CronField? _years;

    private CronSchedule(string expression)
    {
        Expression = expression;
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (6 or 7))
        {
            throw new FormatException(
                $"'{expression}' has {fields.Length} fields. "
                    + $"{Form}.{(fields.Length == 5 ? " For five fields, use CronSchedule.FromFiveFields." : "")}"
            );
        }

        if (fields[3] == "?" == (fields[5] == "?"))
        {
            throw new FormatException(
                $"'{expression}' must have '?' as its day of the month or its day of the week, but not both. {Form}."
            );
        }

        _seconds = CronField.Parse(fields[0], "second", 0, 59, []);
        _minutes = CronField.Parse(fields[1], "minute", 0, 59, []);
        _hours = CronField.Parse(fields[2], "hour", 0, 23, []);
        _months = CronField.Parse(fields[4], "month", 1, 12, Months);
        _days = fields[3] == "?" ? CronDays.OfWeek(fields[5], Weekdays) : CronDays.OfMonth(fields[3]);
        _years = fields.Length == 7 ? CronField.Parse(fields[6], "year", FirstYear, LastYear, []) : null;
        var start = _years is null ? 2000 : FirstYear;
        if (!NextTimes(new DateTimeOffset(start, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(-1), TimeZoneInfo.Utc).Any())
        {
            throw new FormatException($"'{expression}' never fires.");
        }
    }

    /// <summary>Gets the expression as it was given.</summary>
    public string Expression { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">Six or seven fields, separated by spaces.</param>
    /// <exception cref="FormatException">The expression is not valid or never fires. The message says why.</exception>
    public static CronSchedule Parse(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return new CronSchedule(expression.Trim());
    }

    /// <summary>
    /// Converts the five fields of Unix (<c>minute hour day month weekday</c>). Weekdays are 0 to 7, and both 0 and 7 are Sunday.
    /// </summary>
    /// <param name="expression">Five fields, separated by spaces.</param>
    /// <exception cref="FormatException">The expression is not valid, or it restricts days of the month and of the week at once, which
    /// Quartz cannot express.</exception>
    public static CronSchedule FromFiveFields(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            throw new FormatException(
                $"'{expression}' has {fields.Length} fields. Use five: minute hour day month weekday, such as '30 9 * * 1-5'."
            );
        }

        var (day, weekday) = (fields[2], fields[4]) switch
        {
            (var given, "*") => (given, "?"),
            ("*", var given) => ("?", Renumbered(given, expression)),
            _ => throw new FormatException(
                $"'{expression}' restricts days of the month and days of the week. Domino supports only one of them. Create two schedules."
            ),
        };
        return Parse($"0 {fields[0]} {fields[1]} {day} {fields[3]} {weekday}");
    }

    /// <summary>Gets the times after a moment, the earliest first. Read as many as you need.</summary>
    /// <remarks>A time that is skipped when daylight saving time starts is moved to the end of the gap. A time that occurs twice when it
    /// ends is returned once, or twice if seconds, minutes or hours are a range, a step or <c>*</c>. Domino's own scheduler may differ on
    /// these two days of the year.</remarks>
    /// <param name="after">The moment. A time that is equal to it is not returned.</param>
    /// <param name="timeZone">The time zone of the fields.</param>
    public IEnumerable<DateTimeOffset> NextTimes(DateTimeOffset after, TimeZoneInfo timeZone)
    {
        ArgumentNullException.ThrowIfNull(timeZone);

        // The day may be the previous one in another time zone, so the search starts one day early.
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, timeZone).DateTime);
        first = first > DateOnly.MinValue ? first.AddDays(-1) : first;
        var last =
            _years is not null ? new DateOnly(LastYear, 12, 31)
            : first.Year + YearsAhead < DateOnly.MaxValue.Year ? first.AddYears(YearsAhead)
            : DateOnly.MaxValue.AddDays(-1);
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            if (_years is not null && (day.Year < FirstYear || !_years.Has(day.Year)))
            {
                day = new DateOnly(day.Year, 12, 31);
            }
            else if (_months.Has(day.Month) && _days(day))
            {
                foreach (var time in OfDay(day, timeZone).Where(time => time > after))
                {
                    yield return time;
                }
            }
        }
    }

    /// <summary>Returns the expression.</summary>
    public override string ToString() => Expression;

    private IEnumerable<DateTimeOffset> OfDay(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        var offset = zone.GetUtcOffset(midnight);
        var times =
            from hour in _hours.Values
            from minute in _minutes.Values
            from second in _seconds.Values
            select midnight.Add(new TimeSpan(hour, minute, second));
        return offset == zone.GetUtcOffset(midnight.AddDays(1))
            ? times.Select(time => new DateTimeOffset(time, offset))
            : new SortedSet<DateTimeOffset>(times.SelectMany(time => OfChange(time, zone)));
    }

    /// <summary>Gets the moments of a local time on a day on which clocks change: one or two.</summary>
    private IEnumerable<DateTimeOffset> OfChange(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            return [EndOfGap(local, zone)];
        }

        if (!zone.IsAmbiguousTime(local))
        {
            return [new(local, zone.GetUtcOffset(local))];
        }

        var offsets = zone.GetAmbiguousTimeOffsets(local);
        return _seconds.IsInterval || _minutes.IsInterval || _hours.IsInterval
            ? [new(local, offsets.Max()), new(local, offsets.Min())]
            : [new(local, offsets.Max())];
    }

    private static DateTimeOffset EndOfGap(DateTime local, TimeZoneInfo zone)
    {
        // Clocks change on a full minute.
        var end = local.AddSeconds(-local.Second);
        while (zone.IsInvalidTime(end))
        {
            end = end.AddMinutes(1);
        }

        return new DateTimeOffset(end, zone.GetUtcOffset(end));
    }

    /// <summary>
    /// Converts the weekdays of Unix to Quartz's names. In Unix, 5 is Friday and 7 is Sunday; in Quartz, 5 is Thursday and 7 is Saturday.
    /// </summary>
    private static string Renumbered(string field, string expression) =>
        string.Join(',', field.Split(',').Select(item => RenumberedItem(item, expression)));

    private static string RenumberedItem(string item, string expression)
    {
        var parts = item.Split('/');
        if (parts[0] == "*" || parts.Length > 2)
        {
            return item;
        }

        var words = parts[0].Split('-');
        var first = WeekdayOf(words[0], expression);
        var last =
            words.Length > 1 ? WeekdayOf(words[^1], expression)
            : parts.Length > 1 ? 7
            : first;
        if (last <= 6 && words.Length <= 2)
        {
            // Names mean the same in both.
            parts[0] = string.Join('-', words.Select(word => char.IsAsciiDigit(word[0]) ? Weekdays[WeekdayOf(word, expression)] : word));
            return string.Join('/', parts);
        }

        // Quartz has no day after Saturday, so a range that ends with Sunday as 7 is written as single days.
        var step = 1;
        if (
            words.Length > 2
            || (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out step) || step == 0))
        )
        {
            throw new FormatException($"'{item}' in '{expression}' is not a range of weekdays. Use a form such as 1-5 or 0-6/2.");
        }

        return string.Join(
            ',',
            Enumerable.Range(first, last - first + 1).Where(day => (day - first) % step == 0).Select(day => Weekdays[day % 7]).Distinct()
        );
    }

    private static int WeekdayOf(string word, string expression) =>
        Array.FindIndex(Weekdays, name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) is >= 0 and var named ? named
        : int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 7 ? number
        : throw new FormatException($"Invalid day of the week '{word}' in '{expression}'. Use 0 to 7 or SUN to SAT.");
}
