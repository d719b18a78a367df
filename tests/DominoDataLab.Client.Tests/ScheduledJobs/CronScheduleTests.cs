using Cronos;
using DominoDataLab.Client.ScheduledJobs;

namespace DominoDataLab.Client.Tests.ScheduledJobs;

public sealed class CronScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0 30 9 ? * MON-FRI", "2026-01-01T09:30:00Z", "2026-01-02T09:30:00Z", "2026-01-05T09:30:00Z")]
    [InlineData("0 0 12 ? * 2", "2026-01-05T12:00:00Z", "2026-01-12T12:00:00Z", "2026-01-19T12:00:00Z")]
    [InlineData("0 0 0 L * ?", "2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z", "2026-03-31T00:00:00Z")]
    [InlineData("0 0 0 LW * ?", "2026-01-30T00:00:00Z", "2026-02-27T00:00:00Z", "2026-03-31T00:00:00Z")]
    [InlineData("0 0 0 L-2 * ?", "2026-01-29T00:00:00Z", "2026-02-26T00:00:00Z", "2026-03-29T00:00:00Z")]
    [InlineData("0 0 0 15W * ?", "2026-01-15T00:00:00Z", "2026-02-16T00:00:00Z", "2026-03-16T00:00:00Z")]
    [InlineData("0 0 0 1W 8 ?", "2026-08-03T00:00:00Z", "2027-08-02T00:00:00Z", "2028-08-01T00:00:00Z")]
    [InlineData("0 0 0 ? * 6L", "2026-01-30T00:00:00Z", "2026-02-27T00:00:00Z", "2026-03-27T00:00:00Z")]
    [InlineData("0 0 0 ? * FRI#3", "2026-01-16T00:00:00Z", "2026-02-20T00:00:00Z", "2026-03-20T00:00:00Z")]
    [InlineData("0 0 0 ? * FRI-MON", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z", "2026-01-04T00:00:00Z")]
    [InlineData("0 0 0 ? * L", "2026-01-03T00:00:00Z", "2026-01-10T00:00:00Z", "2026-01-17T00:00:00Z")]
    [InlineData("0 0 0 29 feb ?", "2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z", "2036-02-29T00:00:00Z")]
    [InlineData("30 0/20 * * * ?", "2026-01-01T00:00:30Z", "2026-01-01T00:20:30Z", "2026-01-01T00:40:30Z")]
    [InlineData("0 0 22-2 1 1 ?", "2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z", "2026-01-01T22:00:00Z")]
    [InlineData("0 0 12 1 1 ? 2028-2030", "2028-01-01T12:00:00Z", "2029-01-01T12:00:00Z", "2030-01-01T12:00:00Z")]
    [InlineData("0 0 12 1 1 ? 2027,2099", "2027-01-01T12:00:00Z", "2099-01-01T12:00:00Z")]
    [InlineData("0 0 0 ? 1 MON#1 2026/4", "2026-01-05T00:00:00Z", "2030-01-07T00:00:00Z", "2034-01-02T00:00:00Z")]
    [InlineData("0 0 0 ? * 02", "2026-01-05T00:00:00Z", "2026-01-12T00:00:00Z", "2026-01-19T00:00:00Z")]
    public void The_next_times_are_those_of_Quartz(string expression, params string[] times) =>
        Assert.Equal(
            times,
            CronSchedule
                .Parse(expression)
                .NextTimes(Start, TimeZoneInfo.Utc)
                .Take(3)
                .Select(time => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", null))
        );

    [Theory]
    [InlineData("0 12 * * ?", "has 5 fields")]
    [InlineData("0 0 12 * * *", "must have '?'")]
    [InlineData("0 0 12 ? * ?", "must have '?'")]
    [InlineData("0 0 24 * * ?", "Invalid hour '24'")]
    [InlineData("60 0 0 * * ?", "Invalid second '60'")]
    [InlineData("0 0 0 ? * 0", "Invalid day of the week '0'. Use 1 to 7 or SUN to SAT")]
    [InlineData("0 0 0 ? * MON#6", "Invalid day of the week 'MON#6'")]
    [InlineData("0 0 0 32 * ?", "Invalid day of the month '32'")]
    [InlineData("0 0 0 1 foo ?", "Invalid month 'foo'")]
    [InlineData("0 0/0 0 * * ?", "Invalid minute '0/0'")]
    [InlineData("0 1-2-3 0 * * ?", "Invalid minute '1-2-3'")]
    [InlineData("0 0 0 15,L * ?", "Invalid day of the month 'L'")]
    [InlineData("0 0 0 ? * MON,6#3", "Invalid day of the week 'MON,6#3'")]
    [InlineData("0 0 0 30 2 ?", "never fires")]
    [InlineData("0 0 0 1 1 ? 1969", "Invalid year '1969'")]
    [InlineData("0 0 0 30 2 ? 2028", "never fires")]
    [InlineData("0 0 0 1 1 ? 2028 1", "has 8 fields")]
    [InlineData("", "has 0 fields")]
    public void An_expression_that_is_none_is_refused_with_the_part_that_is_wrong(string expression, string part)
    {
        var error = Assert.Throws<FormatException>(() => CronSchedule.Parse(expression));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("30 9 * * 1-5", "0 30 9 ? * MON-FRI")]
    [InlineData("0 0 1 * *", "0 0 0 1 * ?")]
    [InlineData("*/15 * * * *", "0 */15 * * * ?")]
    [InlineData("0 6 * * 0,7,sat", "0 0 6 ? * SUN,SUN,sat")]
    [InlineData("0 0 * * 0-7", "0 0 0 ? * SUN,MON,TUE,WED,THU,FRI,SAT")]
    [InlineData("0 0 * * 5-7", "0 0 0 ? * FRI,SAT,SUN")]
    [InlineData("0 0 * * 0-7/2", "0 0 0 ? * SUN,TUE,THU,SAT")]
    [InlineData("0 0 * * 1-7/2", "0 0 0 ? * MON,WED,FRI,SUN")]
    [InlineData("0 0 * * 01", "0 0 0 ? * MON")]
    [InlineData("0 0 * * 01-05", "0 0 0 ? * MON-FRI")]
    [InlineData("0 0 * * 7", "0 0 0 ? * SUN")]
    public void Five_fields_become_six_and_weekdays_keep_their_meaning(string unix, string quartz) =>
        Assert.Equal(quartz, CronSchedule.FromFiveFields(unix).Expression);

    [Fact]
    public void Five_fields_that_Quartz_can_not_say_are_refused() =>
        Assert.Contains(
            "Create two schedules",
            Assert.Throws<FormatException>(() => CronSchedule.FromFiveFields("0 0 1 * 1")).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Asia/Kolkata")]
    public void The_preview_agrees_with_the_library_that_fires_on_the_local_server(string zoneId)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var random = new Random(20260101);
        var hours = Enumerable.Range(0, 365 * 24).Select(hour => Start.AddHours(hour)).ToList();
        List<DateTimeOffset> changes = [.. hours.Where(hour => zone.GetUtcOffset(hour) != zone.GetUtcOffset(hour.AddHours(1))), Start];
        for (var i = 0; i < 300; i++)
        {
            var days = random.Next(4) switch
            {
                0 => "L",
                1 => $"{random.Next(1, 32)}W",
                2 => $"{random.Next(1, 29)}-31",
                _ => "*",
            };
            var expression = $"{Field(random, 60)} {Field(random, 60)} {Field(random, 24)} {days} * ?";

            // Most begin in the hours before clocks change, where it is hard.
            var after =
                i % 3 == 0 ? Start.AddMinutes(random.Next(365 * 24 * 60)) : changes[i % changes.Count].AddMinutes(-random.Next(180));
            var expected = CronExpression.Parse(expression, CronFormat.IncludeSeconds);
            foreach (var time in CronSchedule.Parse(expression).NextTimes(after, zone).Take(5))
            {
                var next = expected.GetNextOccurrence(after, zone);
                Assert.True(next == time, $"'{expression}' in {zoneId} after {after:O}: {time:O}, and the library says {next:O}.");
                after = time;
            }
        }
    }

    private static string Field(Random random, int end) =>
        random.Next(4) switch
        {
            0 => "*",
            1 => $"{random.Next(end)}/{random.Next(1, end)}",
            2 => $"{random.Next(end / 2)}-{random.Next(end / 2, end)}",
            _ => random.Next(end).ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
}
