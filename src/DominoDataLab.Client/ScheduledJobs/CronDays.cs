namespace DominoDataLab.Client.ScheduledJobs;

/// <summary>
/// The days that an expression allows, by the month or by the week. As in Quartz, a special form is the only item of its field.
/// </summary>
internal static class CronDays
{
    public static Predicate<DateOnly> OfMonth(string field)
    {
        const string Name = "day of the month";
        field = field.ToUpperInvariant();
        if (field is "LW" or "WL")
        {
            return day => day == NearestWeekday(LastOf(day));
        }

        if (field == "L" || field.StartsWith("L-", StringComparison.Ordinal))
        {
            var before = field == "L" ? 0 : CronField.Number(field[2..], field, Name, 0, 30, []);
            return day => day.Day == LastOf(day).Day - before;
        }

        if (field.EndsWith('W'))
        {
            // A month without that day is skipped: Domino's scheduler does not use the last day instead.
            var target = CronField.Number(field[..^1], field, Name, 1, 31, []);
            return day => target <= LastOf(day).Day && day == NearestWeekday(new DateOnly(day.Year, day.Month, target));
        }

        var numbers = CronField.Parse(field, Name, 1, 31, []);
        return day => numbers.Has(day.Day);
    }

    public static Predicate<DateOnly> OfWeek(string field, string[] words)
    {
        const string Name = "day of the week";
        field = field.ToUpperInvariant();
        if (field == "L")
        {
            return day => day.DayOfWeek == DayOfWeek.Saturday;
        }

        if (field.EndsWith('L'))
        {
            var weekday = CronField.Number(field[..^1], field, Name, 1, 7, words);
            return day => Weekday(day) == weekday && day.Day > LastOf(day).Day - 7;
        }

        if (field.Split('#') is [var which, var number])
        {
            int weekday = CronField.Number(which, field, Name, 1, 7, words),
                nth = CronField.Number(number, field, Name, 1, 5, []);
            return day => Weekday(day) == weekday && (day.Day + 6) / 7 == nth;
        }

        var numbers = CronField.Parse(field, Name, 1, 7, words);
        return day => numbers.Has(Weekday(day));
    }

    private static int Weekday(DateOnly day) => (int)day.DayOfWeek + 1;

    private static DateOnly LastOf(DateOnly day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    /// <summary>Returns the nearest day from Monday to Friday in the same month.</summary>
    private static DateOnly NearestWeekday(DateOnly day) =>
        day.DayOfWeek switch
        {
            DayOfWeek.Saturday => day.AddDays(day.Day == 1 ? 2 : -1),
            DayOfWeek.Sunday => day.AddDays(day == LastOf(day) ? -2 : 1),
            _ => day,
        };
}
