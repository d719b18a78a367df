using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.ScenarioBundle;

/// <summary>Every XCom request of the recording rec_xcom/xcom_ops that the SDK offers.</summary>
internal static class RecordedXComs
{
    public static async Task<string> RunAsync(TaskContext context)
    {
        var xcoms = context.XComs;
        await xcoms.GetAsync<JsonElement>("nosuchtask");
        await xcoms.GetAsync<JsonElement>("py_plain", new XComOptions { Key = "nope" });
        await xcoms.GetAsync<JsonElement>("py_plain");
        await xcoms.GetAsync<JsonElement>("py_plain", new XComOptions { MapIndex = -1 });
        await xcoms.GetAsync<JsonElement>("py_plain", new XComOptions { MapIndex = 3 });
        await xcoms.GetAsync<JsonElement>("py_plain", new XComOptions { IncludePriorDates = true });
        await xcoms.GetAsync<JsonElement>("py_plain", new XComOptions { DagId = "nosuchdag" });
        await xcoms.GetAsync<JsonElement>("py_plain", new XComOptions { RunId = "norun" });
        foreach (var (task, key) in new[] { ("py_mapped", "return_value"), ("py_plain", "return_value"), ("py_plain", "nope") })
        {
            var options = new XComOptions { Key = key };
            await xcoms.CountAsync(task, options);
            foreach (var offset in new[] { 0, -1, 99 })
            {
                await RecordedTasks.TryAsync(() => xcoms.GetItemAsync<JsonElement>(task, offset, options));
            }

            await xcoms.GetSliceAsync<JsonElement>(task, options: options);
            await xcoms.GetSliceAsync<JsonElement>(task, start: 1, options: options);
        }

        await xcoms.GetAsync<JsonElement>("py_mapped");
        await xcoms.GetAsync<JsonElement>("py_mapped", new XComOptions { MapIndex = 1 });
        await PushAsync(context);
        return "done";
    }

    private static async Task PushAsync(TaskContext context)
    {
        var xcoms = context.XComs;
        var own = context.TaskInstance.TaskId;
        await xcoms.PushAsync("other", new Dictionary<string, int> { ["n"] = 1 });
        await xcoms.PushAsync("other", new Dictionary<string, int> { ["n"] = 2 });
        await xcoms.GetAsync<JsonElement>(own, new XComOptions { Key = "other" });
        await xcoms.PushAsync("ml", new[] { 1, 2 });
        await xcoms.PushAsync("pushed_null", null);
        await xcoms.GetAsync<JsonElement>(own, new XComOptions { Key = "pushed_null" });
        await xcoms.GetItemAsync<string>(own, 0, new XComOptions { Key = "pushed_null" });
        await xcoms.CountAsync(own, new XComOptions { Key = "pushed_null" });
        await xcoms.DeleteAsync("other");
        await xcoms.DeleteAsync("never");
        await xcoms.GetAsync<JsonElement>(own, new XComOptions { Key = "other" });
    }
}
