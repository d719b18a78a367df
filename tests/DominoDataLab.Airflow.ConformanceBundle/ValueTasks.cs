using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.ConformanceBundle;

/// <summary>Return values of every kind.</summary>
internal static class ValueTasks
{
    private const string Basic = "csharp_basic";

    public static void AddTo(AirflowBundleBuilder builder)
    {
        builder.AddTask(Basic, "return_void", _ => Task.CompletedTask);
        AddReturning(builder, Basic, "return_null", null);
        AddReturning(builder, Basic, "return_bool", true);
        AddReturning(builder, Basic, "return_int", 42);
        AddReturning(builder, Basic, "return_long", 9007199254740993);
        AddReturning(builder, Basic, "return_negative", -123456789012);
        AddReturning(builder, Basic, "return_double", 1.5);
        AddReturning(builder, Basic, "return_string", "Grüße ☃ 😀");
        AddReturning(
            builder,
            Basic,
            "return_list",
            new object?[] { 1, "a", null, new object[] { 2.5, new Dictionary<string, object?>() }, true }
        );
        AddReturning(
            builder,
            Basic,
            "return_map",
            new Dictionary<string, object?>
            {
                ["rows"] = 3,
                ["name"] = "é",
                ["nested"] = new Dictionary<string, object?>
                {
                    ["deep"] = new object[]
                    {
                        1,
                        new Dictionary<string, object?> { ["x"] = null },
                    },
                },
            }
        );
        AddReturning(builder, Basic, "return_big", new string('x', 1 << 20));
        AddReturning(builder, "csharp_badvalue", "return_nan", double.NaN);
        AddReturning(builder, "csharp_group", "grp.inner", "inner");
        AddReturning(builder, "csharp_taskflow", "up", new Dictionary<string, object?> { ["rows"] = 3 });
        builder.AddTask(
            "csharp_taskflow",
            "bind",
            async (TaskContext _, string country, Rows extracted, long n, bool flag) =>
                await Task.FromResult(
                    new Dictionary<string, object?>
                    {
                        ["country"] = country,
                        ["rows"] = extracted.Count,
                        ["n"] = n,
                        ["flag"] = flag,
                    }
                )
        );
        builder.UseJson(ConformanceJson.Default);
    }

    private static void AddReturning(AirflowBundleBuilder builder, string dagId, string taskId, object? value) =>
        builder.AddTask(dagId, taskId, _ => Task.FromResult(value));
}
