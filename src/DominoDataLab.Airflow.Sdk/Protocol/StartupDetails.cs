using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>The first message to a process that runs a task.</summary>
internal sealed record StartupDetails
{
    [JsonPropertyName("ti")]
    public required TaskInstance TaskInstance { get; init; }

    [JsonPropertyName("ti_context")]
    public required RunContext Context { get; init; }
}

/// <summary>The details of a task that the API server sends when it starts.</summary>
internal sealed record RunContext
{
    public required DagRun DagRun { get; init; }

    public int TaskRescheduleCount { get; init; }

    public int MaxTries { get; init; }

    public bool ShouldRetry { get; init; }

    public DateTimeOffset? StartDate { get; init; }

    public string? NextMethod { get; init; }

    public JsonElement NextKwargs { get; init; }

    public IReadOnlyList<string>? XcomKeysToClear { get; init; }

    /// <summary>
    /// Gets the arguments of the stub call. The kind is Undefined with the schema of Airflow 3.3, which has no such field.
    /// </summary>
    public JsonElement ArgBindings { get; init; }
}
