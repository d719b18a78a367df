using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.ConformanceBundle;

/// <summary>XComs of other tasks, of other keys and of mapped tasks.</summary>
internal static class XComTasks
{
    private const string XCom = "csharp_xcom";
    private const string Mapped = "csharp_mapped";
    private static readonly string[] PushedKeys = ["k1", "k2", "k3"];

    public static void AddTo(AirflowBundleBuilder builder)
    {
        builder.AddTask(
            XCom,
            "add_one",
            async context =>
            {
                var source = await context.XComs.GetAsync<Numbered>("py_source");
                return new Numbered(source!.Number + 1, source.Text + "!");
            }
        );
        builder.AddTask(
            XCom,
            "read_absent",
            async context =>
            {
                var none = await context.XComs.GetAsync<object>("py_none");
                var absent = await context.XComs.GetAsync<object>("no_such_task");
                return new[] { none is null, absent is null };
            }
        );
        builder.AddTask(XCom, "push_keys", PushKeysAsync);
        builder.AddTask(XCom, "read_keys", ReadKeysAsync);
        builder.AddTask(
            Mapped,
            "per_index",
            async context => await Task.FromResult(new Dictionary<string, int> { ["i"] = context.TaskInstance.MapIndex })
        );
        builder.AddTask(
            Mapped,
            "pull_mapped",
            async context =>
            {
                var square = await context.XComs.GetAsync<long>("py_square", new XComOptions { MapIndex = 1 });
                var count = await context.XComs.CountAsync("py_square");
                return new[] { square, count };
            }
        );
        builder.AddTask("csharp_big", "length_of_big", async context => (await context.XComs.GetAsync<string>("py_big"))!.Length);
    }

    private static async Task PushKeysAsync(TaskContext context)
    {
        await context.XComs.PushAsync("k1", 1);
        await context.XComs.PushAsync(
            "k2",
            new Dictionary<string, object?>
            {
                ["a"] = new List<int> { 1, 2 },
            }
        );
        await context.XComs.PushAsync("k3", "gone");
        await context.XComs.DeleteAsync("k3");
    }

    private static async Task<object?[]> ReadKeysAsync(TaskContext context)
    {
        return await Task.WhenAll(PushedKeys.Select(key => context.XComs.GetAsync<object>("push_keys", new XComOptions { Key = key })));
    }
}
