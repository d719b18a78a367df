using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Supervisor.Running;

/// <summary>A start of a task: what the supervisor's first frame says. Null values are the defaults that Airflow sends.</summary>
internal sealed record TaskStart
{
    public required string DagId { get; init; }

    public required string TaskId { get; init; }

    public string RunId { get; init; } = "manual__2026-09-01T00:00:00+00:00";

    public string Id { get; init; } = Guid.CreateVersion7().ToString();

    public int TryNumber { get; init; } = 1;

    /// <summary>Gets the number of retries. A task may be retried while <see cref="TryNumber"/> is not greater.</summary>
    public int Retries { get; init; }

    public int MapIndex { get; init; } = -1;

    public int RescheduleCount { get; init; }

    public string RunType { get; init; } = "manual";

    public DateTimeOffset? LogicalDate { get; init; }

    public JsonObject? Conf { get; init; }

    public string? NextMethod { get; init; }

    public JsonObject? NextArguments { get; init; }

    public IReadOnlyList<string> XComKeysToClear { get; init; } = [];

    /// <summary>Gets the arguments of the stub's call, for protocol version 2026-10-30.</summary>
    public JsonArray? ArgumentBindings { get; init; }

    public bool ShouldRetry => TryNumber <= Retries;

    public JsonObject Message() =>
        new()
        {
            ["ti"] = new JsonObject
            {
                ["id"] = Id,
                ["task_id"] = TaskId,
                ["dag_id"] = DagId,
                ["run_id"] = RunId,
                ["try_number"] = TryNumber,
                ["dag_version_id"] = "01a20aa4-daee-7bae-ac2f-ba5a2e52e6ab",
                ["map_index"] = MapIndex,
                ["hostname"] = "",
                ["context_carrier"] = new JsonObject { ["traceparent"] = "00-88e33ccf2925d9d7eabe5011fa910628-37a5a66f9cdf9ecf-00" },
                ["queue"] = "csharp",
            },
            ["dag_rel_path"] = "dags.py",
            ["bundle_info"] = new JsonObject { ["name"] = "dags-folder", ["version"] = null },
            ["start_date"] = WireValue.Timestamp(DateTimeOffset.UtcNow),
            ["ti_context"] = Context(),
            ["sentry_integration"] = "",
            ["type"] = "StartupDetails",
        };

    public JsonObject DagRun() =>
        new()
        {
            ["dag_id"] = DagId,
            ["run_id"] = RunId,
            ["logical_date"] = WireValue.Timestamp(LogicalDate),
            ["data_interval_start"] = WireValue.Timestamp(LogicalDate),
            ["data_interval_end"] = WireValue.Timestamp(LogicalDate),
            ["run_after"] = WireValue.Timestamp(DateTimeOffset.UtcNow),
            ["start_date"] = WireValue.Timestamp(DateTimeOffset.UtcNow),
            ["end_date"] = null,
            ["clear_number"] = 0,
            ["run_type"] = RunType,
            ["state"] = "running",
            ["conf"] = Conf?.DeepClone() ?? new JsonObject(),
            ["triggering_user_name"] = "user",
            ["consumed_asset_events"] = new JsonArray(),
            ["partition_key"] = null,
            ["partition_date"] = null,
            ["note"] = null,
            ["team_name"] = null,
        };

    private JsonObject Context()
    {
        var context = new JsonObject
        {
            ["dag_run"] = DagRun(),
            ["task_reschedule_count"] = RescheduleCount,
            ["max_tries"] = Retries,
            ["variables"] = new JsonArray(),
            ["connections"] = new JsonArray(),
            ["next_method"] = NextMethod,
            ["next_kwargs"] = NextArguments?.DeepClone(),
            ["xcom_keys_to_clear"] = new JsonArray([.. XComKeysToClear.Select(key => JsonValue.Create(key))]),
            ["should_retry"] = ShouldRetry,
            ["start_date"] = NextMethod is null ? null : WireValue.Timestamp(DateTimeOffset.UtcNow),
        };
        if (ArgumentBindings is not null)
        {
            context["arg_bindings"] = ArgumentBindings.DeepClone();
        }

        return context;
    }
}
