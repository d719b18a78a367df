namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>When a DAG runs, in the form that Airflow stores.</summary>
internal sealed record Timetable(string Type, string? Cron)
{
    private const string Simple = "airflow.timetables.simple.";

    private static readonly Dictionary<string, string> Presets = new()
    {
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@quarterly"] = "0 0 1 */3 *",
        ["@yearly"] = "0 0 1 1 *",
    };

    /// <exception cref="ArgumentException">The schedule is invalid.</exception>
    public static Timetable Parse(DagOptions options)
    {
        switch (options.Schedule)
        {
            case null:
                return new Timetable(Simple + "NullTimetable", null);
            case "@once":
                return new Timetable(Simple + "OnceTimetable", null);
            case "@continuous":
                return options.MaxActiveRuns == 1
                    ? new Timetable(Simple + "ContinuousTimetable", null)
                    : throw new ArgumentException("The schedule '@continuous' needs a maximum of 1 active run.");
            case var schedule:
                var cron = Presets.GetValueOrDefault(schedule, schedule);
                var fields = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
                return fields is >= 5 and <= 7
                    ? new Timetable("airflow.timetables.trigger.CronTriggerTimetable", cron)
                    : throw new ArgumentException(
                        $"Invalid schedule '{schedule}'. Use {string.Join(", ", Presets.Keys)}, @once, @continuous or 5 to 7 cron fields."
                    );
        }
    }

    public Dictionary<string, object?> Serialize() =>
        new()
        {
            ["__type"] = Type,
            ["__var"] = Cron is null
                ? new Dictionary<string, object?>()
                : new Dictionary<string, object?>
                {
                    ["expression"] = Cron,
                    ["timezone"] = "UTC",
                    ["interval"] = 0.0,
                    ["run_immediately"] = false,
                },
        };
}
