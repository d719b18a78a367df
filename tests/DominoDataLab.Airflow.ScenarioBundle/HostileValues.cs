using System.Numerics;
using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.ScenarioBundle;

/// <summary>Values that JSON or the supervisor's decoder cannot hold, and some that only look like it.</summary>
internal static class HostileValues
{
    private static readonly Dictionary<string, Func<object?>> Values = new()
    {
        ["nan"] = () => double.NaN,
        ["infinity"] = () => float.PositiveInfinity,
        ["nested_nan"] = () => new Dictionary<string, object?> { ["rows"] = new object?[] { 1, double.NaN } },
        ["surrogate"] = () => "a\ud800b",
        ["surrogate_key"] = () => new Dictionary<string, object?> { ["k\udc00"] = 1 },
        ["bytes"] = () => new byte[] { 1, 2, 255 },
        ["date"] = () => new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Unspecified),
        ["date_utc"] = () => new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        ["date_offset"] = () => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)),
        ["guid"] = () => Guid.Parse("01997c0e-5d6a-7b5c-8b2e-0c1d2e3f4a5b"),
        ["decimal"] = () => 79228162514264337593543950335m,
        ["small_decimal"] = () => 1.25m,
        ["big_integer"] = () => BigInteger.Pow(10, 40),
        ["ulong"] = () => ulong.MaxValue,
        ["long"] = () => long.MinValue,
        ["int_keys"] = () => new Dictionary<int, string> { [1] = "one" },
        ["enum"] = () => DayOfWeek.Friday,
        ["duration"] = () => TimeSpan.FromSeconds(90),
        ["record"] = () => new Report(3, "é"),
        ["deep"] = () => Enumerable.Range(0, 300).Aggregate((object?)1, (inner, _) => new object?[] { inner }),
        ["unknown_type"] = () => new System.Text.StringBuilder("text"),
        ["cycle"] = Cycle,
    };

    public static void AddTo(AirflowBundleBuilder builder)
    {
        builder.AddTask("values", "push_all", PushAllAsync);
        foreach (var (name, value) in Values)
        {
            builder.AddTask("values", name, _ => Task.FromResult(value()));
        }

        builder.AddTask("values", "large", _ => Task.FromResult(new string('x', 16 << 20)));
        builder.AddTask("values", "long_list", _ => Task.FromResult(Enumerable.Range(0, 1025).ToArray()));
        builder.AddTask("values", "report", _ => Task.FromResult(new Report(3, "é")));
    }

    /// <summary>Pushes every value under its name and returns how that went.</summary>
    private static async Task<Dictionary<string, string>> PushAllAsync(TaskContext context)
    {
        var results = new Dictionary<string, string>();
        foreach (var (name, value) in Values)
        {
            try
            {
                await context.XComs.PushAsync(name, value());
                results[name] = "pushed";
            }
            catch (Exception error)
            {
                results[name] = error.Message;
            }
        }

        return results;
    }

    private static Node Cycle()
    {
        var node = new Node();
        node.Next = node;
        return node;
    }
}
