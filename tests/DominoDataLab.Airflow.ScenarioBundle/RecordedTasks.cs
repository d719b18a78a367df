using System.Text.Json;
using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.ScenarioBundle;

/// <summary>
/// Tasks that do what the runtime of the recordings did, with the means of the SDK. Their IDs are those of the recordings.
/// </summary>
internal static partial class RecordedTasks
{
    public static void AddTo(AirflowBundleBuilder builder)
    {
        AddValues(builder);
        AddEnds(builder);
        builder.AddTask("rec_ctx", "show", ShowAsync);
        builder.AddTask("rec_ctx_args", "args", context => Task.FromResult(context.Arguments.Names.Any() ? "present" : "absent"));
        builder.AddTask("rec_ctx_args", "up", _ => Task.FromResult(new Dictionary<string, int> { ["n"] = 1 }));
        builder.AddTask("rec_ctx_asset", "show_asset", context => Task.FromResult(context.DagRun.ConsumedAssetEvents.Count > 0 ? 1 : 0));
        builder.AddTask("rec_ctx_sched", "show", context => Require(context.LogicalDate is not null));
        builder.AddTask("rec_target", "t", context => Task.FromResult(context.DagRun.Conf));
        builder.AddTask("rec_fail", "branch", BranchAsync);
        builder.AddTask(
            "rec_outlets",
            "emit",
            context =>
                Emit(
                    context,
                    "rec_asset",
                    new()
                    {
                        ["rows"] = 3,
                        ["n"] = new Dictionary<string, object?> { ["a"] = 1 },
                    }
                )
        );
        builder.AddTask("rec_outlets", "emit_alias", context => Emit(context, "rec_asset", new() { ["via"] = "alias" }, "rec_alias"));
        builder.AddTask("rec_outlets", "emit_noevents", context => Emit(context, "rec_asset", []));
        builder.AddTask("rec_outlets", "emit_undeclared", context => Emit(context, "ghost", []));
        builder.AddTask("rec_logs", "levels", Levels);
        builder.AddTask("rec_logs", "std", _ => Console.Out.WriteLineAsync("stdout line 1"));
        builder.AddTask("rec_logs", "flood", FloodAsync);
        builder.AddTask("rec_mis", "pipelined", PipelinedAsync);
        builder.AddTask("rec_mis3", "rendered_map_index", context => context.SetRenderedMapIndexAsync("label--1"));
        builder.AddTask("rec_mis3", "stdin_read", async _ => await Require(await Console.In.ReadToEndAsync() == ""));
        builder.AddTask("rec_values", "pull_py", PullPythonAsync);
        builder.AddTask("rec_vars", "var_ops", VariablesAsync);
        builder.AddTask("rec_vars", "conn_ops", ConnectionsAsync);
        builder.AddTask("rec_xcom", "xcom_ops", RecordedXComs.RunAsync);
        builder.AddTask("rec_msgs", "all", RecordedMessages.RunAsync);
        builder.AddTask("a34_args", "args", ArgumentsAsync);
        builder.AddTask("a34_args", "from_py", context => Task.FromResult(context.Arguments["k"]));
        builder.AddTask("a34_args", "none_args", _ => Task.CompletedTask);
        builder.AddTask("a34_args", "up", _ => Task.FromResult(new Dictionary<string, int> { ["n"] = 1 }));
        builder.AddTask("a34_old", "args", context => Task.FromResult(context.Arguments.Names.Any() ? "present" : "absent"));
        builder.AddTask("a34_old", "up", _ => Task.FromResult(new Dictionary<string, int> { ["n"] = 1 }));
    }

    /// <summary>Reads values that may be refused.</summary>
    internal static async Task<T?> TryAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (AirflowException)
        {
            return default;
        }
    }

    internal static Task TryAsync(Func<Task> request) =>
        TryAsync(async () =>
        {
            await request();
            return true;
        });

    private static void AddValues(AirflowBundleBuilder builder)
    {
        Dictionary<(string Dag, string Task), object?> results = new()
        {
            [("rec_env", "env")] = "ok",
            [("a34_env", "env")] = "ok",
            [("rec_fail", "after_removed")] = "ran after removed",
            [("rec_push", "no_push")] = new Dictionary<string, int> { ["a"] = 1 },
            [("rec_slow", "t")] = "ran",
            [("a34_noexec", "t")] = "ran",
            [("rec_time", "silent90")] = "after silence",
            [("rec_time", "exec_timeout")] = null,
            [("a34_misc", "exec_timeout")] = null,
            [("a34_misc", "no_pushed_ml")] = 1,
            [("rec_api", "succeed_while_down")] = null,
            [("rec_values", "ret_float")] = 1.5,
            [("rec_values", "ret_int_2p53p1")] = 9007199254740993,
            [("rec_values", "ret_int_small")] = 7,
            [("rec_values", "ret_list")] = new object?[] { 1, "a", null, new object[] { 2.5, new Dictionary<string, object?>() }, true },
            [("rec_values", "ret_map")] = new Dictionary<string, object?>
            {
                ["rows"] = 3,
                ["né"] = new Dictionary<string, object?>
                {
                    ["deep"] = new object[]
                    {
                        1,
                        new Dictionary<string, object?> { ["x"] = null },
                    },
                },
                [""] = "emptykey",
            },
            [("rec_values", "ret_null")] = null,
            [("rec_values", "ret_str")] = "Grüße ☃ 😀 \0\n\"q\"",
            [("rec_values", "ret_true")] = true,
            [("rec_xcom", "producer_list")] = new[] { "a", "b", "c" },
        };
        foreach (var ((dag, task), value) in results)
        {
            builder.AddTask(dag, task, _ => Task.FromResult(value));
        }

        builder.AddTask("rec_values", "ret_1mib", _ => Task.FromResult(new string('x', 1 << 20)));
        builder.AddTask(
            "rec_xcom",
            "stub_mapped",
            context => Task.FromResult(new Dictionary<string, int> { ["i"] = context.TaskInstance.MapIndex, ["try"] = context.TryNumber })
        );
    }

    private static void AddEnds(AirflowBundleBuilder builder)
    {
        builder.AddTask("rec_api", "get_while_down", GetWhileDownAsync);
        foreach (
            var (dag, task) in new[] { ("rec_api", "silent_while_down"), ("rec_drtimeout", "dagrun_timeout"), ("rec_kill", "wait_term") }
        )
        {
            builder.AddTask(dag, task, WaitAsync);
        }

        builder.AddTask("rec_kill", "ignore_term", context => WaitAsync(context, CancellationToken.None));
        builder.AddTask("rec_kill", "pending_request", PendingRequestAsync);
        builder.AddTask("rec_fail", "noretry", _ => Task.FromResult(TaskOutcome.FailWithoutRetry("no retry")));
        builder.AddTask("rec_fail", "skipped", _ => Task.FromResult(TaskOutcome.Skip()));
        builder.AddTask(
            "rec_fail",
            "retry_delay",
            context => FirstTries(context, 1, TaskOutcome.RetryIn(TimeSpan.FromSeconds(3), "r"), "ok on 2")
        );
        builder.AddTask("rec_fail", "retry_r2", context => FirstTries(context, 2, TaskOutcome.Fail("again"), null));
        builder.AddTask(
            "rec_fail",
            "retry_reason_501",
            context => FirstTries(context, 1, TaskOutcome.RetryIn(TimeSpan.Zero, new string('y', 501)), null)
        );
        builder.AddTask("rec_fail", "xcom_left", XComsLeftAsync);
        builder.AddTask("a34_misc", "xcom_left", XComsLeftAsync);
        builder.AddTask("rec_defer", "resched", RescheduleAsync);
        builder.AddTask("rec_defer", "defer_timeout", DeferAsync);
        builder.AddTask("rec_defer2", "defer_timeout", DeferAsync);
        builder.AddTask("rec_defer2", "defer_ok", DeferAsync);
        builder.AddTask("rec_defer2", "await_input", AwaitInputAsync);
    }

    private static Task Require(bool condition) =>
        condition ? Task.CompletedTask : throw new InvalidOperationException("The context is not that of the recording.");

    private static Task<Dictionary<string, object?>> ShowAsync(TaskContext context) =>
        Task.FromResult(new Dictionary<string, object?> { ["conf"] = context.DagRun.Conf, ["logical_date"] = context.LogicalDate });

    private static async Task<string> BranchAsync(TaskContext context)
    {
        await context.TaskInstances.SkipDownstreamAsync(["br_b"]);
        return "x";
    }

    private static Task Emit(TaskContext context, string asset, Dictionary<string, object?> extra, string? alias = null)
    {
        context.Assets.AddEvent(asset, asset == "ghost" ? "x://ghost" : "x://rec/asset", extra, alias);
        return Task.CompletedTask;
    }

    private static Task Levels(TaskContext context)
    {
        foreach (var level in new[] { LogLevel.Critical, LogLevel.Error, LogLevel.Warning, LogLevel.Information, LogLevel.Debug })
        {
            context.Logger.Log(level, default, level, null, (state, _) => $"level {state}");
        }

        return Task.CompletedTask;
    }

    private static async Task FloodAsync(TaskContext context)
    {
        for (var i = 0; i < 30_000; i++)
        {
            LogNumbered(context.Logger, i);
        }

        await context.Variables.FindAsync("plain");
    }

    private static Task PipelinedAsync(TaskContext context) =>
        Task.WhenAll(new[] { "plain", "jsonvar", "nosuch", "empty" }.Select(key => context.Variables.FindAsync(key)));

    private static async Task<Dictionary<string, string>> PullPythonAsync(TaskContext context)
    {
        var kinds = new Dictionary<string, string>();
        string[] tasks =
        [
            "py_plain",
            "py_tuple",
            "py_set",
            "py_dt",
            "py_dc",
            "py_none",
            "py_bigint",
            "py_decimal",
            "py_bytes",
            "py_multi",
            "py_pyd",
        ];
        foreach (var task in tasks)
        {
            kinds[task] = (await context.XComs.GetAsync<JsonElement>(task)).ValueKind.ToString();
        }

        await context.XComs.GetAsync<JsonElement>("py_multi", new XComOptions { Key = "a" });
        await context.XComs.GetAsync<JsonElement>("py_multi", new XComOptions { Key = "b" });
        await context.XComs.GetAsync<JsonElement>("py_multi");
        return kinds;
    }

    private static async Task VariablesAsync(TaskContext context)
    {
        var variables = context.Variables;
        string[] keys =
        [
            "plain",
            "jsonvar",
            "empty",
            "nosuch",
            "both_env",
            "BOTH_ENV",
            "api_only",
            "sched_only",
            "fs_api_only",
            "fs_sched_only",
            "fs_both",
            "fs_obj",
            "weird/key ü",
        ];
        foreach (var key in keys)
        {
            await TryAsync(() => variables.FindAsync(key));
        }

        await variables.SetAsync("put1", "v1");
        await variables.FindAsync("put1");
        await variables.SetAsync("put1", "v2", "desc");
        await variables.FindAsync("put1");
        await variables.SetAsync("put1", "");
        await variables.FindAsync("put1");
        await variables.ListKeysAsync("put").ToListAsync();
        await variables.DeleteAsync("put1");
        await variables.DeleteAsync("put1");
        await variables.FindAsync("put1");
    }

    private static async Task<string> ConnectionsAsync(TaskContext context)
    {
        string[] ids =
        [
            "full",
            "minimal",
            "emptystr",
            "badextra",
            "nosuch",
            "both_env",
            "api_only",
            "sched_only",
            "fs_conn_api",
            "fs_conn_sched",
        ];
        foreach (var id in ids)
        {
            await TryAsync(() => context.Connections.FindAsync(id));
        }

        await context.MaskSecretAsync("hunter2hunter2");
        await context.MaskSecretAsync(new Dictionary<string, string> { ["api_key"] = "nested-secret-value" });
        await context.MaskSecretAsync("abc");
        return "hunter2hunter2 in xcom";
    }

    private static async Task<string> ArgumentsAsync(TaskContext context)
    {
        var arguments = context.Arguments;
        await Require(
            arguments.Get<string>("country") == "uk"
                && arguments["extracted"].GetProperty("n").GetInt32() == 1
                && arguments.Get<int>("n") == 3
                && !arguments.Get("flag", true)
                && arguments.Get<DateTimeOffset?>("when") is null
                && arguments.Get<int[]>("items") is [1, 2]
        );
        return string.Join(' ', arguments.Names);
    }

    private static async Task GetWhileDownAsync(TaskContext context)
    {
        await TryAsync(() => context.Variables.FindAsync("plain"));
        await TryAsync(() => context.Variables.FindAsync("plain"));
        await WaitAsync(context, context.CancellationToken);
    }

    private static async Task WaitAsync(TaskContext context)
    {
        try
        {
            await WaitAsync(context, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            await context.Variables.FindAsync("plain", CancellationToken.None);
            throw;
        }
    }

    private static async Task WaitAsync(TaskContext context, CancellationToken cancellationToken)
    {
        LogText(context.Logger, "up");
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private static async Task PendingRequestAsync(TaskContext context)
    {
        LogText(context.Logger, "up");
        while (true)
        {
            await context.Variables.FindAsync("plain", context.CancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1), context.CancellationToken);
        }
    }

    private static Task<object?> FirstTries(TaskContext context, int tries, TaskOutcome outcome, object? result) =>
        Task.FromResult(context.TryNumber <= tries ? outcome : result);

    private static async Task<object?> XComsLeftAsync(TaskContext context)
    {
        var own = context.TaskInstance.TaskId;
        if (context.TryNumber == 1)
        {
            await context.XComs.PushAsync("k1", "from try 1");
            if (context.TaskInstance.DagId == "rec_fail")
            {
                await context.XComs.PushAsync("return_value", "rv1");
            }

            return TaskOutcome.RetryIn(TimeSpan.Zero, "again");
        }

        await context.XComs.GetAsync<string>(own, new XComOptions { Key = "k1" });
        if (context.TaskInstance.DagId == "rec_fail")
        {
            await context.XComs.GetAsync<string>(own);
        }

        return null;
    }

    private static async Task<object?> RescheduleAsync(TaskContext context)
    {
        await context.TaskInstances.FindRescheduleStartAsync(context.TryNumber);
        return context.RescheduleCount < 2
            ? TaskOutcome.RescheduleAt(DateTimeOffset.UtcNow.AddSeconds(3))
            : new Dictionary<string, int> { ["count"] = context.RescheduleCount, ["try"] = context.TryNumber };
    }

    private static Task<object?> DeferAsync(TaskContext context) =>
        Task.FromResult<object?>(
            context.Resumption is { } resumption
                ? new Dictionary<string, object?> { ["next_method"] = resumption.NextMethod, ["next_kwargs"] = resumption.State }
                : TaskOutcome.DeferUntil(Trigger.After(TimeSpan.FromSeconds(5)), "my_resume", TimeSpan.FromSeconds(4))
        );

    private static async Task<object?> AwaitInputAsync(TaskContext context)
    {
        if (context.Resumption is { } resumption)
        {
            return new Dictionary<string, object?> { ["next_method"] = resumption.NextMethod, ["next_kwargs"] = resumption.State };
        }

        await context.AskAsync(
            new HumanInputRequest
            {
                Subject = "Approve?",
                Options = ["yes", "no"],
                Body = "text",
                Defaults = ["yes"],
            }
        );
        return TaskOutcome.AwaitInput("after_input", state: new Dictionary<string, object?> { ["q"] = 1 });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "flood {Number}")]
    private static partial void LogNumbered(ILogger logger, int number);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
    private static partial void LogText(ILogger logger, string text);
}
