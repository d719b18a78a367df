using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>The messages that end a task.</summary>
internal static class TerminalMessages
{
    // Airflow stores no more of a reason.
    private const int MaxReasonLength = 500;

    public static Request Succeed(DateTimeOffset end, IReadOnlyList<AssetEventToSend> events, JsonTypes types) =>
        new Request("SucceedTask")
            .Set("state", "success")
            .Set("end_date", end)
            .Set(
                "task_outlets",
                ValueWriter.Encode(
                    events.DistinctBy(one => (one.Alias, one.Name)).Select(one => one.ToOutlet()).ToList(),
                    types,
                    "the outlets"
                )
            )
            .Set("outlet_events", ValueWriter.Encode(events.Select(one => one.ToEvent()).ToList(), types, "the asset events"));

    /// <param name="end">The time at which the task ended.</param>
    /// <param name="state">The state: failed, skipped or removed.</param>
    /// <param name="reason">The reason, which only the schema of Airflow 3.4 has a field for, or null.</param>
    public static Request End(DateTimeOffset end, string state, string? reason = null) =>
        new Request("TaskState").Set("state", state).Set("end_date", end).SetIf("retry_reason", Cut(reason));

    public static Request Retry(DateTimeOffset end, TimeSpan? delay, string reason)
    {
        var message = new Request("RetryTask").Set("state", "up_for_retry").Set("end_date", end);
        if (delay is { } given)
        {
            message.SetNumber("retry_delay_seconds", given.TotalSeconds);
        }

        return message.Set("retry_reason", Cut(reason));
    }

    public static Request Reschedule(DateTimeOffset end, DateTimeOffset at) =>
        new Request("RescheduleTask").Set("state", "up_for_reschedule").Set("reschedule_date", at).Set("end_date", end);

    public static Request Defer(DeferOutcome outcome, JsonTypes types) =>
        new Request("DeferTask")
            .Set("state", "deferred")
            .Set("classpath", outcome.Trigger.ClassPath)
            .Set("trigger_kwargs", ValueWriter.Encode(outcome.Trigger.Arguments, types, "the trigger's arguments"))
            .SetIf("trigger_timeout", Format(outcome.Timeout))
            .Set("next_method", outcome.NextMethod)
            .Set("next_kwargs", Encode(outcome.State, types));

    public static Request AwaitInput(AwaitInputOutcome outcome, JsonTypes types) =>
        new Request("AwaitInputTask")
            .Set("state", "awaiting_input")
            .SetIf("timeout", Format(outcome.Timeout))
            .Set("next_method", outcome.NextMethod)
            .Set("next_kwargs", Encode(outcome.State, types));

    private static ReadOnlyMemory<byte> Encode(IReadOnlyDictionary<string, object?>? state, JsonTypes types) =>
        ValueWriter.Encode(state ?? new Dictionary<string, object?>(), types, "the state for the resumed task");

    private static string? Format(TimeSpan? timeout) => timeout is { } given ? Moment.Format(given) : null;

    // Half of a surrogate pair at the cut, or anywhere else, is not valid Unicode and must not be sent.
    private static string? Cut(string? reason) =>
        reason is null ? null : Unicode.Repair(reason.Length > MaxReasonLength ? reason[..MaxReasonLength] : reason);
}
