using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.ScenarioBundle;

/// <summary>Every request of the recording rec_msgs/all that the SDK offers.</summary>
internal static class RecordedMessages
{
    private static readonly DateTimeOffset Then = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<string> RunAsync(TaskContext context)
    {
        await RunsAsync(context);
        await InstancesAsync(context);
        await ShowAsync(context);
        await AssetsAsync(context);
        await TriggerAsync(context);
        await StatesAsync(context);
        foreach (var key in new[] { AssetKey.Name("rec_asset"), AssetKey.Uri("x://rec/asset") })
        {
            await AssetStatesAsync(context.Assets.State(key));
        }

        await context.Assets.State(AssetKey.Name("nosuch")).FindAsync<JsonElement>("k");
        await RecordedTasks.TryAsync(() => context.Assets.State(AssetKey.Name("nosuch")).SetAsync("k", 1));
        await context.AskAsync(
            new HumanInputRequest
            {
                Subject = "s",
                Options = ["a", "b"],
                Body = "b",
            }
        );
        await context.MaskSecretAsync("zzz-secret");
        return "all sent";
    }

    private static async Task RunsAsync(TaskContext context)
    {
        var runs = context.DagRuns;
        await RecordedTasks.TryAsync(() => runs.GetDagAsync("rec_msgs"));
        await RecordedTasks.TryAsync(() => runs.GetDagAsync("nosuch"));
        await RecordedTasks.TryAsync(() => runs.GetAsync("rec_msgs", context.TaskInstance.RunId));
        await RecordedTasks.TryAsync(() => runs.GetAsync("rec_msgs", "nosuch"));
        await RecordedTasks.TryAsync(() => runs.GetStateAsync("rec_msgs", context.TaskInstance.RunId));
        await RecordedTasks.TryAsync(() => runs.GetStateAsync("rec_msgs", "nosuch"));
        await runs.GetPreviousSuccessAsync();
        await runs.FindPreviousAsync("rec_msgs", Then);
        await runs.FindPreviousAsync("rec_msgs", Later, "success");
        await runs.FindPreviousAsync("nosuch", Then);
        await runs.CountAsync("rec_msgs");
        await runs.CountAsync("rec_msgs", new DagRunQuery { States = ["success", "running"], RunIds = ["r1"] });
    }

    private static async Task InstancesAsync(TaskContext context)
    {
        var instances = context.TaskInstances;
        await instances.FindPreviousAsync("rec_msgs", "all");
        await instances.FindPreviousAsync("rec_msgs", "all", Later, "success");
        await instances.CountAsync("rec_msgs");
        await instances.CountAsync(
            "rec_msgs",
            new TaskInstanceQuery
            {
                TaskIds = ["all"],
                States = ["running"],
                RunIds = ["r1"],
                MapIndex = -1,
            }
        );
        await instances.CountAsync("nosuch");
        await instances.GetStatesAsync("rec_msgs");
        await instances.GetStatesAsync("rec_msgs", new TaskInstanceQuery { RunIds = ["r1"] });
        await instances.GetStatesAsync("rec_xcom");
        await instances.ListBreadcrumbsAsync("rec_msgs", "r1");
        await instances.FindRescheduleStartAsync();
        await instances.FindRescheduleStartAsync(5);
        await instances.SkipDownstreamAsync(["nosuch"]);
    }

    private static async Task ShowAsync(TaskContext context)
    {
        await context.SetRenderedFieldsAsync(
            new Dictionary<string, object?>
            {
                ["sql"] = "select 1",
                ["n"] = 3,
                ["o"] = new Dictionary<string, object?> { ["a"] = new[] { 1 } },
            }
        );
        await context.SetRenderedMapIndexAsync("label é");
        await context.Assets.ListInactiveAsync();
    }

    private static async Task AssetsAsync(TaskContext context)
    {
        var assets = context.Assets;
        await assets.GetAsync(AssetKey.Name("rec_asset"));
        await RecordedTasks.TryAsync(() => assets.GetAsync(AssetKey.Name("nosuch")));
        await assets.GetAsync(AssetKey.Uri("x://rec/asset"));
        await RecordedTasks.TryAsync(() => assets.GetAsync(AssetKey.Uri("x://nosuch")));
        await assets.ListByAliasAsync("rec_alias");
        await assets.ListByAliasAsync("nosuch");
        await assets.ListEventsAsync(AssetKey.Name("rec_asset"));
        await assets.ListEventsAsync(
            AssetKey.Name("rec_asset"),
            new AssetEventQuery
            {
                Limit = 1,
                NewestFirst = true,
                After = Then,
            }
        );
        await assets.ListEventsAsync(AssetKey.Uri("x://nosuch"));
        await assets.ListEventsByAliasAsync("rec_alias");
        await assets.ListEventsByAliasAsync("nosuch", new AssetEventQuery { Limit = 2 });
    }

    private static async Task TriggerAsync(TaskContext context)
    {
        var trigger = new TriggerDagRunRequest { DagId = "rec_target", RunId = "from_stub_r1" };
        var conf = new Dictionary<string, object?> { ["a"] = 1 };
        await context.DagRuns.TriggerAsync(trigger with { Conf = conf, Note = "n" });
        await context.DagRuns.TriggerAsync(trigger);
        await context.DagRuns.TriggerAsync(trigger with { ResetExisting = true });
        await RecordedTasks.TryAsync(() => context.DagRuns.TriggerAsync(trigger with { DagId = "nosuch", RunId = "r1" }));
    }

    private static async Task StatesAsync(TaskContext context)
    {
        var state = context.State;
        await state.FindAsync<JsonElement>("k");
        await state.SetAsync("k", new Dictionary<string, int> { ["a"] = 1 });
        await state.FindAsync<JsonElement>("k");
        await state.SetAsync("k2", "v", Later);
        await state.DeleteAsync("k");
        await state.DeleteAsync("never");
        await state.ClearAsync();
        await state.FindAsync<JsonElement>("k2");
    }

    private static async Task AssetStatesAsync(AssetStateClient state)
    {
        await state.FindAsync<JsonElement>("k");
        await state.SetAsync("k", new[] { 1, 2 });
        await state.FindAsync<JsonElement>("k");
        await state.DeleteAsync("k");
        await state.ClearAsync();
    }
}
