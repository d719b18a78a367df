namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>
/// An end of a task other than a plain return or an exception. Return it from the task, or throw it in a
/// <see cref="TaskOutcomeException"/> from anywhere below.
/// </summary>
public abstract record TaskOutcome
{
    private protected TaskOutcome(string? reason) => Reason = reason;

    /// <summary>Gets the reason, which is logged, or null.</summary>
    public string? Reason { get; }

    /// <summary>Skips the task. Ordinary downstream tasks are skipped as well.</summary>
    public static TaskOutcome Skip(string? reason = null) => new SkipOutcome(reason);

    /// <summary>Fails the task. Airflow tries it again if it has retries left.</summary>
    public static TaskOutcome Fail(string reason) => new FailOutcome(reason, CanRetry: true, null);

    /// <summary>Fails the task for good, even if it has retries left.</summary>
    public static TaskOutcome FailWithoutRetry(string reason) => new FailOutcome(reason, CanRetry: false, null);

    /// <summary>Fails the task and asks for the next try after a delay, which replaces the task's <c>retry_delay</c>.</summary>
    /// <remarks>If the task has no retries left, it fails.</remarks>
    public static TaskOutcome RetryIn(TimeSpan delay, string reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new FailOutcome(reason, CanRetry: true, delay);
    }

    /// <summary>Exits the process and runs the task again at a time. It is the same try, and no worker slot is held meanwhile.</summary>
    public static TaskOutcome RescheduleAt(DateTimeOffset time, string? reason = null) => new RescheduleOutcome(time, reason);

    /// <summary>Exits the process and runs the task again when a trigger of Airflow fires.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="nextMethod">A name of your own that the resumed task finds in <see cref="TaskContext.Resumption"/>.</param>
    /// <param name="timeout">The longest wait. If null, the wait is unlimited.</param>
    /// <param name="state">Values that the resumed task finds in <see cref="TaskContext.Resumption"/>, or null.</param>
    public static TaskOutcome DeferUntil(
        Trigger trigger,
        string nextMethod,
        TimeSpan? timeout = null,
        IReadOnlyDictionary<string, object?>? state = null
    )
    {
        ArgumentNullException.ThrowIfNull(trigger);
        ArgumentException.ThrowIfNullOrEmpty(nextMethod);
        return new DeferOutcome(trigger, nextMethod, timeout, state);
    }

    /// <summary>Exits the process and runs the task again when a person has answered its <see cref="HumanInputRequest"/>.</summary>
    /// <param name="nextMethod">A name of your own that the resumed task finds in <see cref="TaskContext.Resumption"/>.</param>
    /// <param name="timeout">The longest wait. If null, the wait is unlimited.</param>
    /// <param name="state">Values that the resumed task finds in <see cref="TaskContext.Resumption"/>, or null.</param>
    public static TaskOutcome AwaitInput(string nextMethod, TimeSpan? timeout = null, IReadOnlyDictionary<string, object?>? state = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(nextMethod);
        return new AwaitInputOutcome(nextMethod, timeout, state);
    }
}

internal sealed record SkipOutcome(string? Why) : TaskOutcome(Why);

internal sealed record FailOutcome(string Why, bool CanRetry, TimeSpan? Delay) : TaskOutcome(Why);

internal sealed record RescheduleOutcome(DateTimeOffset Time, string? Why) : TaskOutcome(Why);

internal sealed record DeferOutcome(Trigger Trigger, string NextMethod, TimeSpan? Timeout, IReadOnlyDictionary<string, object?>? State)
    : TaskOutcome((string?)null);

internal sealed record AwaitInputOutcome(string NextMethod, TimeSpan? Timeout, IReadOnlyDictionary<string, object?>? State)
    : TaskOutcome((string?)null);
