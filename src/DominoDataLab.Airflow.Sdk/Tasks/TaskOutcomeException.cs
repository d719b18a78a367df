namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>Ends a task with an outcome, such as <see cref="TaskOutcome.Skip"/>, from anywhere in its code.</summary>
public sealed class TaskOutcomeException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="innerException">The error that led to the outcome, or null.</param>
    public TaskOutcomeException(TaskOutcome outcome, Exception? innerException = null)
        : base(outcome?.Reason, innerException)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        Outcome = outcome;
    }

    /// <summary>Gets the outcome.</summary>
    public TaskOutcome Outcome { get; }
}
