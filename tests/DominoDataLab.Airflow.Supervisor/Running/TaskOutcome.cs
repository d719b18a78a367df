using System.Text.Json.Nodes;

namespace DominoDataLab.Airflow.Supervisor.Running;

/// <summary>A request and the reply it got. The reply is null if Airflow would not have understood the request.</summary>
internal sealed record Exchange(JsonNode Id, JsonObject Request, State.Reply? Reply);

/// <summary>How a start of a task ended, and everything that was seen of it.</summary>
internal sealed record TaskOutcome
{
    /// <summary>
    /// Gets the state that Airflow gives the task: success, failed, up_for_retry, skipped, removed, deferred, up_for_reschedule,
    /// awaiting_input.
    /// </summary>
    public required string State { get; init; }

    /// <summary>Gets the exit code; negative if a signal ended the process.</summary>
    public required int ExitCode { get; init; }

    public required IReadOnlyList<Exchange> Exchanges { get; init; }

    /// <summary>
    /// Gets the records of the task log: those of the log channel, of standard output and error, and of the supervisor itself.
    /// </summary>
    public required IReadOnlyList<JsonObject> TaskLog { get; init; }

    /// <summary>Gets everything on standard error, also what Airflow loses.</summary>
    public required string StandardError { get; init; }

    /// <summary>Gets what ended the supervisor's side of the task, or null.</summary>
    public string? SupervisorDied { get; init; }

    /// <summary>Gets why the process did not start properly, or null.</summary>
    public string? StartFailure { get; init; }

    /// <summary>Gets why messages got no reply, and where messages depart from the schema.</summary>
    public required IReadOnlyList<string> MessageFlaws { get; init; }

    /// <summary>Gets why log lines were dropped.</summary>
    public required IReadOnlyList<string> DroppedLines { get; init; }

    public bool WasKilled { get; init; }

    /// <summary>Gets the time from the start of the process until both sockets were connected.</summary>
    public TimeSpan ConnectedAfter { get; init; }

    /// <summary>Gets the time from the start of the process to its exit.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets the time from SIGTERM to the exit; null if SIGTERM was not sent.</summary>
    public TimeSpan? LeftAfter { get; init; }

    /// <summary>Gets the time from the exit until all four sockets were closed.</summary>
    public TimeSpan SocketsLingered { get; init; }

    public IEnumerable<JsonObject> Requests => Exchanges.Select(exchange => exchange.Request);

    public IEnumerable<JsonObject> OfType(string type) => Requests.Where(request => (string?)request["type"] == type);

    public IReadOnlyList<JsonObject> TerminalMessages =>
        [.. Requests.Where(request => Running.TerminalMessages.Contains((string?)request["type"]))];

    /// <summary>Gets the events of the task log, in order.</summary>
    public IReadOnlyList<string> Events => [.. TaskLog.Select(record => (string?)record["event"] ?? "")];

    public override string ToString() =>
        $"""
            state {State}, exit code {ExitCode}, supervisor {SupervisorDied ?? "alive"}, start {StartFailure ?? "fine"}
            requests: {string.Join("\n  ", Requests.Select(request => Shortened(request)))}
            flaws: {string.Join("\n  ", MessageFlaws)}
            dropped lines: {string.Join("\n  ", DroppedLines)}
            log: {string.Join("\n  ", TaskLog.Take(50).Select(record => Shortened(record)))}
            standard error: {StandardError}
            """;

    private static string Shortened(JsonObject value)
    {
        var text = value.ToJsonString();
        return text.Length > 400 ? text[..400] + "..." : text;
    }
}

/// <summary>The messages of which a task sends exactly one.</summary>
internal static class TerminalMessages
{
    public static bool Contains(string? type) =>
        type
            is "SucceedTask"
                or "RetryTask"
                or "TaskState"
                or "DeferTask"
                or "RescheduleTask"
                or "AwaitInputTask"
                or "DagFileParsingResult"
                or "TaskHandlerParsingResult";

    /// <summary>Gets the state that a message reports. A parse result counts as success.</summary>
    public static string State(JsonObject message) =>
        (string?)message["type"] switch
        {
            "RetryTask" => "up_for_retry",
            "TaskState" => (string)message["state"]!,
            "DeferTask" => "deferred",
            "RescheduleTask" => "up_for_reschedule",
            "AwaitInputTask" => "awaiting_input",
            _ => "success",
        };
}
