namespace DominoDataLab.Client.ScheduledJobs;

/// <summary>The days that an expression allows, by the month or by the week.</summary>
internal sealed class CronDays
{
    private readonly List<Predicate<DateOnly>> _any = [];

    private CronDays()
    {
    }

    public bool Has(DateOnly day) => _any.Exists(allows => allows(day));

    public static CronDays OfMonth(string field)
    {
        const string Name = "day of the month";
        var days = new CronDays();
        foreach (var item in field.ToUpperInvariant().Split(','))
        {
            if (item is "LW" or "WL")
            {
                days._any.Add(day => day == NearestWeekday(LastOf(day)));
            }
            else if (item == "L" || item.StartsWith("L-", StringComparison.Ordinal))
            {
                var before = item == "L" ? 0 : CronField.Number(item[2..], item, Name, 0, 30, []);
                days._any.Add(day => day.Day == LastOf(day).Day - before);
            }
            else if (item.EndsWith('W'))
            {
                // A month without that day has none: Domino's scheduler does not go over to its last.
                var target = CronField.Number(item[..^1], item, Name, 1, 31, []);
                days._any.Add(day => target <= LastOf(day).Day && day == NearestWeekday(new DateOnly(day.Year, day.Month, target)));
            }
            else
            {
                var numbers = CronField.Parse(item, Name, 1, 31, []);
                days._any.Add(day => numbers.Has(day.Day));
            }
        }

        return days;
    }

    public static CronDays OfWeek(string field, string[] words)
    {
        const string Name = "day of the week";
        var days = new CronDays();
        foreach (var item in field.ToUpperInvariant().Split(','))
        {
            if (item == "L")
            {
                days._any.Add(day => day.DayOfWeek == DayOfWeek.Saturday);
            }
            else if (item.EndsWith('L'))
            {
                var weekday = CronField.Number(item[..^1], item, Name, 1, 7, words);
                days._any.Add(day => Weekday(day) == weekday && day.Day > LastOf(day).Day - 7);
            }
            else if (item.Split('#') is [var which, var number])
            {
                int weekday = CronField.Number(which, item, Name, 1, 7, words), nth = CronField.Number(number, item, Name, 1, 5, []);
                days._any.Add(day => Weekday(day) == weekday && (day.Day + 6) / 7 == nth);
            }
            else
            {
                var numbers = CronField.Parse(item, Name, 1, 7, words);
                days._any.Add(day => numbers.Has(Weekday(day)));
            }
        }

        return days;
    }

    private static int Weekday(DateOnly day) => (int)day.DayOfWeek + 1;

    private static DateOnly LastOf(DateOnly day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    /// <summary>The nearest day from Monday to Friday in the same month.</summary>
    private static DateOnly NearestWeekday(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday => day.AddDays(day.Day == 1 ? 2 : -1),
        DayOfWeek.Sunday => day.AddDays(day == LastOf(day) ? -2 : 1),
        _ => day,
    };
}
