using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>The data that a deferred task kept for itself, and the event of its trigger.</summary>
public sealed record TaskResumption
{
    internal const string TriggerFailed = "__fail__";

    /// <summary>Gets the name that the task gave to its next step.</summary>
    public required string NextMethod { get; init; }

    /// <summary>
    /// Gets the values that the task left for itself, together with <c>event</c>. If it kept nothing, the kind is Undefined.
    /// </summary>
    public JsonElement State { get; init; }

    /// <summary>Gets what the trigger sent, or the answer of a person. The kind is Undefined if there is nothing.</summary>
    public JsonElement Event => Reply.Get(State, "event");
}
