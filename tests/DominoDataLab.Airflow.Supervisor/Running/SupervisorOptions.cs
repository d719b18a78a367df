using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Rules;
using DominoDataLab.Airflow.Supervisor.State;

namespace DominoDataLab.Airflow.Supervisor.Running;

/// <summary>Airflow's time limits, with its defaults, and what is checked beyond what Airflow checks.</summary>
internal sealed record SupervisorOptions
{
    public TimeSpan StartupTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets the time between SIGTERM and SIGKILL.</summary>
    public TimeSpan KillAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the time that a process may stay after its terminal message.</summary>
    public TimeSpan Overtime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets the time that sockets may stay open after the process has exited.</summary>
    public TimeSpan SocketCleanup { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets the schema that messages are held against, beside <see cref="MessageRules"/>.</summary>
    public SchemaRules? Schema { get; init; }

    public Misbehavior Misbehavior { get; init; } = new();
}

/// <summary>The faults of a supervisor. By default it works correctly.</summary>
internal sealed record Misbehavior
{
    /// <summary>Gets the frame, with its length prefix, that is sent in place of the first one. An empty one sends nothing.</summary>
    public byte[]? FirstFrame { get; init; }

    public TimeSpan FirstFrameDelay { get; init; }

    /// <summary>Gets whether every byte of a frame is sent on its own.</summary>
    public bool SendsSingleBytes { get; init; }

    /// <summary>Gets the elements of a reply's frame in place of ID, body and error.</summary>
    public Func<JsonNode, Reply, IReadOnlyList<JsonNode?>>? Shape { get; init; }

    /// <summary>Gets an answer in place of the state's one; null to ask the state.</summary>
    public Func<JsonObject, Reply?>? Answer { get; init; }

    /// <summary>Gets the requests that get no reply.</summary>
    public Func<JsonObject, bool>? IsIgnored { get; init; }

    /// <summary>Gets how long a reply takes.</summary>
    public Func<JsonObject, Task>? Delay { get; init; }

    /// <summary>Gets the requests that end the connection before the reply.</summary>
    public Func<JsonObject, bool>? ClosesCommAt { get; init; }

    /// <summary>Gets whether a closed connection is reset, so that unread data is lost.</summary>
    public bool Resets { get; init; }

    public bool ClosesLogsAtOnce { get; init; }

    /// <summary>Gets the task before whose end no log line is read.</summary>
    public Task LogsHeldUntil { get; init; } = Task.CompletedTask;
}
