namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Ends a task with an outcome, such as <see cref="TaskOutcome.Skip"/>, from anywhere in its code.</summary>
public sealed class TaskOutcomeException : Exception
{
    /// <summary>Creates the exception.</summary>
    public TaskOutcomeException(TaskOutcome outcome)
        : base(outcome?.Reason)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        Outcome = outcome;
    }

    /// <summary>Gets the outcome.</summary>
    public TaskOutcome Outcome { get; }
}
