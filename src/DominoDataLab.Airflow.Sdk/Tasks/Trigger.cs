using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>A trigger that ships with Airflow and wakes a deferred task. Airflow's triggerer runs it, so no worker slot is held.</summary>
/// <remarks>Only known triggers are offered: an argument in the wrong form stops Airflow's triggerer.</remarks>
public sealed record Trigger
{
    private const string TemporalModule = "airflow.providers.standard.triggers.temporal";

    private Trigger(string classPath, IReadOnlyDictionary<string, object?> arguments)
    {
        ClassPath = classPath;
        Arguments = arguments;
    }

    internal string ClassPath { get; }

    internal IReadOnlyDictionary<string, object?> Arguments { get; }

    /// <summary>Creates a trigger that fires at a time.</summary>
    public static Trigger At(DateTimeOffset time) =>
        new($"{TemporalModule}.DateTimeTrigger", new Dictionary<string, object?> { ["moment"] = DateTimeEnvelope(time) });

    /// <summary>Creates a trigger that fires after a delay.</summary>
    public static Trigger After(TimeSpan delay) => At(DateTimeOffset.UtcNow + delay);

    private static Dictionary<string, object?> DateTimeEnvelope(DateTimeOffset time) =>
        new()
        {
            ["__classname__"] = "pendulum.datetime.DateTime",
            ["__version__"] = 2,
            ["__data__"] = new Dictionary<string, object?>
            {
                ["timestamp"] = (time - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond,
                ["tz"] = new Dictionary<string, object?>
                {
                    ["__classname__"] = "builtins.tuple",
                    ["__version__"] = 1,
                    ["__data__"] = new object[] { "UTC", "pendulum.tz.timezone.Timezone", 1, true },
                },
            },
        };
}
