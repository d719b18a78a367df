using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>A task that runs without Airflow, such as in a test. What it stores stays in memory.</summary>
public sealed record LocalTask
{
    /// <summary>Gets the ID of the DAG.</summary>
    public string DagId { get; init; } = "local";

    /// <summary>Gets the ID of the task.</summary>
    public string TaskId { get; init; } = "local";

    /// <summary>Gets the ID of the run.</summary>
    public string RunId { get; init; } = "local";

    /// <summary>Gets the number of the try.</summary>
    public int TryNumber { get; init; } = 1;

    /// <summary>Gets the logical date, or null.</summary>
    public DateTimeOffset? LogicalDate { get; init; }

    /// <summary>Gets the configuration of the run.</summary>
    public IReadOnlyDictionary<string, object?> Conf { get; init; } = new Dictionary<string, object?>();

    /// <summary>Gets the arguments of the stub call.</summary>
    public IReadOnlyDictionary<string, object?> Arguments { get; init; } = new Dictionary<string, object?>();

    /// <summary>Gets the variables. Those of the environment come before them.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the connections. Those of the environment come before them.</summary>
    public IReadOnlyList<Connection> Connections { get; init; } = [];

    /// <summary>Gets the return values of other tasks, by task ID.</summary>
    public IReadOnlyDictionary<string, object?> XComs { get; init; } = new Dictionary<string, object?>();

    /// <summary>Gets the types that tasks read, write or take, in addition to common types.</summary>
    public IReadOnlyList<JsonSerializerContext> Json { get; init; } = [];

    /// <summary>Gets the factory of the loggers. By default, nothing is logged.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
