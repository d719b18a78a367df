using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>
/// Which recorded scenarios have no counterpart in a sound runtime, and where a sound runtime differs from the recorded one.
/// </summary>
internal static class RecordedScenarios
{
    private const string Frames =
        "The recorded runtime sent a frame that a sound runtime never sends; the rules of the supervisor are held against it instead.";
    private const string Lines =
        "The recorded runtime wrote a log line that a sound runtime never writes; the rules of the supervisor are held against it instead.";
    private const string Exits = "The recorded runtime left without a report, or stayed after it, on purpose.";
    private const string Reports = "The recorded runtime sent a terminal message that a sound runtime never sends, or two of them.";
    private const string Before = "Nothing reaches the runtime: Airflow finds or starts no bundle.";
    private const string Starts =
        "The recorded runtime did not connect, on purpose. StartTests has what a sound runtime does when it cannot.";
    private const string Triggers = "The SDK has typed triggers only, so that a wrong class or envelope cannot be sent.";
    private const string Sizes = "The recording left the frames out because they are large. ValueTests pushes such a value.";

    /// <summary>Gets the scenarios without a counterpart and why.</summary>
    public static readonly Dictionary<string, string> NoCounterpart = new()
    {
        ["rec_defer/defer_badclass"] = Triggers,
        ["rec_defer/defer_dt"] = Triggers,
        ["rec_defer/defer_enc"] = Triggers,
        ["rec_defer/defer_td"] = Triggers,
        ["rec_defer2/defer_badclass"] = Triggers,
        ["rec_dup/which"] = Before,
        ["rec_nobundle/t"] = Before,
        ["rec_noexec/t"] = Before,
        ["rec_badver/t"] = Before,
        ["rec_unquoted/t"] = Before,
        ["rec_noqueue/nomap"] = Before,
        ["rec_noqueue/cfg34"] = Before,
        ["a34_nobundle/t"] = Before,
        ["a34_nomapping/t"] = Before,
        ["rec_noconn/t"] = Starts,
        ["rec_onesock/t"] = Starts,
        ["rec_exitfast/t"] = Starts,
        ["rec_daemon/t"] = Starts,
        ["a34_noconn/t"] = Starts,
        ["rec_fail/retry_when_no_retries"] = Reports,
        ["rec_fail/ts_success"] = Reports,
        ["rec_fail/ts_up_for_retry"] = Reports,
        ["rec_fail/ts_upstream_failed"] = Reports,
        ["a34_misc/retry_when_no_retries"] = Reports,
        ["rec_mis/two_terminals"] = Reports,
        ["rec_mis/requests_after_terminal"] = Reports,
        ["rec_mis/succeed_naive_date"] = Reports,
        ["rec_mis/succeed_nulls"] = Reports,
        ["rec_mis/succeed_ts_ext"] = Reports,
        ["rec_mis/terminal_no_wait"] = Reports,
        ["rec_mis/terminal_no_wait_failed"] = Reports,
        ["rec_mis3/bad_outlet_event"] = Reports,
        ["rec_kill_r/ignore_term"] = "As rec_kill/ignore_term; the work of 100 s is all that differs.",
        ["rec_logs/bad_ts"] = Lines,
        ["rec_logs/bad_utf8"] = Lines,
        ["rec_logs/bom"] = Lines,
        ["rec_logs/emptyline"] = Lines,
        ["rec_logs/event_missing"] = Lines,
        ["rec_logs/extras"] = Lines,
        ["rec_logs/json_number"] = Lines,
        ["rec_logs/key_msg"] = Lines,
        ["rec_logs/key_name"] = Lines,
        ["rec_logs/level_int"] = Lines,
        ["rec_logs/nolevel"] = Lines,
        ["rec_logs/nonjson"] = Lines,
        ["rec_logs/partial"] = Lines,
        ["rec_keys (59 tasks)"] = Lines,
        ["a34_misc/badlog"] = Lines,
        ["a34_misc/nolevel"] = Lines,
        ["rec_mis/bad_4_elements"] = Frames,
        ["rec_mis/bad_int_keys"] = Frames,
        ["rec_mis/bad_msgpack"] = Frames,
        ["rec_mis/bad_str_id"] = Frames,
        ["rec_mis/extra_field"] = Frames,
        ["rec_mis/id_strange"] = Frames,
        ["rec_mis/missing_field"] = Frames,
        ["rec_mis/null_body"] = Frames,
        ["rec_mis/split_prefix"] = Frames,
        ["rec_mis/type_last"] = Frames,
        ["rec_mis/unknown_type"] = Frames,
        ["rec_mis2/bad_zero_len"] = Frames,
        ["rec_mis2/huge_frame_declared"] = Frames,
        ["rec_mis3/undecodable_then_stay"] = Frames,
        ["rec_values/ret_bytes"] = Frames,
        ["rec_values/ret_ext_ts"] = Frames,
        ["rec_values/ret_nan"] = Frames,
        ["rec_values/ret_surrogate"] = Frames,
        ["rec_values/ret_u64"] = Frames,
        ["rec_msgs/fdtest"] = Frames,
        ["a34_misc/bad_msgpack"] = Frames,
        ["a34_misc/unknown_type"] = Frames,
        ["a34_misc/zero_len"] = Frames,
        ["a34_misc/set_execution_timeout"] = "SetExecutionTimeout was not enforced, so the SDK does not offer it.",
        ["rec_mis/close_comm_early"] = Exits,
        ["rec_mis/close_logs_early"] = Exits,
        ["rec_mis/exit0_nothing"] = Exits,
        ["rec_mis/exit1_nothing_r1"] = Exits,
        ["rec_mis/exit7_after_failed"] = Exits,
        ["rec_mis/exit7_after_failed_r1"] = Exits,
        ["rec_mis/exit7_after_retry"] = Exits,
        ["rec_mis/exit7_after_success"] = Exits,
        ["rec_mis/kill9"] = Exits,
        ["rec_mis/segv"] = Exits,
        ["rec_mis2/bg_child_holds_stdout"] = Exits,
        ["rec_mis2/overtime"] = Exits,
        ["rec_mis2/overtime_failed_r1"] = Exits,
        ["rec_mis3/child_outlives"] = Exits,
        ["a34_misc/exit0_nothing"] = Exits,
        ["a34_misc/exit1_nothing"] = Exits,
        ["a34_misc/exit7_after_success"] = Exits,
        ["rec_mis3/xcom_16mib"] = Sizes,
    };

    /// <summary>Gets the state of a start that differs from the recording on purpose.</summary>
    public static readonly Dictionary<string, (string State, string Why)> OtherStates = new()
    {
        ["rec_defer/defer_timeout 1"] = ("failed", "A failed trigger must fail the task; the recorded runtime continued."),
        ["rec_defer2/defer_timeout 1"] = ("failed", "A failed trigger must fail the task; the recorded runtime continued."),
    };

    /// <summary>Gets why a recorded request is not made, or null if it must be.</summary>
    public static string? WhyUnmet(string scenario, JsonObject request)
    {
        var type = request.Text("type");
        return (scenario, type) switch
        {
            ("rec_values/ret_null", "SetXCom") => "A null result is not pushed, as in Python.",
            (_, "SetXCom") when request.Text("key") is "" or "weird/key ü?&#" => "Airflow cuts such a key off or refuses it.",
            ("rec_xcom/xcom_ops", "GetXCom") when request.Text("key") is "weird/key ü?&#" => "Airflow cuts such a key off.",
            ("rec_xcom/xcom_ops", "SetXCom") when request.Text("key") is "foreign" or "dr" or "mlbig" =>
                "The SDK pushes for its own task, with the true length.",
            (_, "SetXCom") when request.Text("key") == "return_value" && HasOwnResult.Contains(scenario) =>
                "The recorded runtime returned what it had seen in Python's terms.",
            ("rec_vars/var_ops", "GetVariable" or "GetVariableKeys" or "PutVariable" or "DeleteVariable") => UnmetVariable(request),
            ("rec_vars/conn_ops", "GetConnection") when request.Text("conn_id") == "" => "An empty ID is refused before it is sent.",
            ("rec_fail/xcom_left" or "a34_misc/xcom_left", "SetXCom") when request.Text("key") == "return_value" => null,
            ("rec_msgs/all", _) => UnmetMessage(type!, request),
            _ when WasCanceled.Contains(scenario) => "The task was stopped after fewer requests.",
            ("rec_defer/defer_timeout" or "rec_defer2/defer_timeout", "SucceedTask" or "SetXCom") => "A failed trigger must fail the task.",
            _ => null,
        };
    }

    /// <summary>Gets whether Airflow ended the task from outside.</summary>
    public static bool IsStopped(string scenario) => WasCanceled.Contains(scenario);

    /// <summary>Gets whether a sound runtime may make a request that the recorded one did not make.</summary>
    public static bool MayBeUnrecorded(string scenario, JsonObject request) =>
        request.Text("type") switch
        {
            // Secrets of a connection's extra are masked, and XComs of an earlier try deleted, before the task runs.
            "MaskSecret" or "DeleteXCom" => true,
            "SetXCom" => HasOwnResult.Contains(scenario) || (scenario is "rec_msgs/all" && request.Text("key") is "skipmixin_key"),
            "GetXCom" => scenario.StartsWith("a34_args/", StringComparison.Ordinal),
            "SetRenderedMapIndex" => scenario == "rec_mis3/rendered_map_index",
            "GetVariable" => WasCanceled.Contains(scenario),
            _ => false,
        };

    private static readonly HashSet<string> HasOwnResult =
    [
        "rec_ctx/show",
        "rec_values/pull_py",
        "rec_values/ret_1mib",
        "rec_ctx_asset/show_asset",
        "rec_target/t",
        "rec_defer2/await_input",
        "rec_defer2/defer_ok",
        "a34_args/args",
        "a34_args/from_py",
    ];

    private static readonly HashSet<string> WasCanceled =
    [
        "rec_api/get_while_down",
        "rec_api/silent_while_down",
        "rec_drtimeout/dagrun_timeout",
        "rec_kill/wait_term",
        "rec_kill/ignore_term",
        "rec_kill/pending_request",
    ];

    private static string? UnmetVariable(JsonObject request) =>
        request.Text("type") switch
        {
            "GetVariable" when request.Text("key") == "" => "An empty key is refused before it is sent.",
            "GetVariable" or "PutVariable" or "DeleteVariable" when request.Text("key") is "putnull" =>
                "Airflow stores the text None for null, so the SDK sends none.",
            "PutVariable" when request.Text("key")!.StartsWith("kkk", StringComparison.Ordinal) => "Only the length of the key differs.",
            "GetVariableKeys" when request.Text("prefix") is null => "The SDK pages by itself.",
            _ => null,
        };

    private static string? UnmetMessage(string type, JsonObject request) =>
        type switch
        {
            "SetRenderedFields" => "The SDK refuses an empty map, which Airflow answers with an error after 10 s.",
            "SetRenderedMapIndex" => "Only the length of the label differs.",
            "SkipDownstreamTasks" => "The SDK refuses an empty list.",
            "GetAssetEventByAsset" => "The SDK asks for one asset; without a name and URI Airflow refuses.",
            "TriggerDagRun" => "The recorded dates are those of the moment.",
            "SetTaskStateStore" => "The SDK refuses null, as Airflow does.",
            "GetHITLDetailResponse" or "UpdateHITLDetail" => "Airflow refuses the message, so the SDK does not have it.",
            "GetVariableKeys" => "rec_vars/var_ops has it.",
            "ResendLoggingFD" => "It is useless over TCP, so the SDK does not have it.",
            "GetDag" => "The recorded runtime asked twice.",
            _ => null,
        };
}
