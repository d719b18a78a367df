using System.Text.Json.Serialization;
using DominoDataLab.Airflow.Sdk.Json;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>One try of a task in a DAG run.</summary>
public sealed record TaskInstance
{
    /// <summary>Gets the ID of the task instance, which stays the same for all its tries.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the ID of the DAG.</summary>
    public required string DagId { get; init; }

    /// <summary>Gets the ID of the task, including the prefix of its task group.</summary>
    public required string TaskId { get; init; }

    /// <summary>Gets the ID of the DAG run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the number of the try. The first try is 1.</summary>
    public int TryNumber { get; init; } = 1;

    /// <summary>Gets the index of a mapped task instance, or -1 if the task isn't mapped.</summary>
    [JsonConverter(typeof(MapIndexConverter))]
    public int MapIndex { get; init; } = -1;

    /// <summary>Gets the name of the worker, or null if Airflow didn't send it.</summary>
    public string? Hostname { get; init; }

    /// <summary>Gets the queue that the task was sent to.</summary>
    public string? Queue { get; init; }

    /// <summary>Gets OpenTelemetry propagation headers, such as <c>traceparent</c>, or null.</summary>
    public IReadOnlyDictionary<string, string?>? ContextCarrier { get; init; }
}
