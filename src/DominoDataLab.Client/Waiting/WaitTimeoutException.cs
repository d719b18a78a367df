namespace DominoDataLab.Client;

/// <summary>The time limit of a wait passed. The object that was waited for is not changed; a job keeps running.</summary>
/// <param name="message">The message: the object, the time limit, the last status, and what to do.</param>
/// <param name="timeout">The time limit.</param>
/// <param name="lastState">The object as it was last polled, or null if no poll succeeded.</param>
/// <param name="innerException">The error of the last poll, or null.</param>
public sealed class WaitTimeoutException(string message, TimeSpan timeout, object? lastState = null, Exception? innerException = null)
    : DominoException(message, innerException)
{
    /// <summary>Gets the time limit.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <summary>Gets the object as it was last polled, such as a <see cref="Jobs.Job"/>. Null if no poll succeeded.</summary>
    public object? LastState { get; } = lastState;
}
