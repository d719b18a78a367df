namespace DominoDataLab.Client.Waiting;

/// <summary>An object to poll, and the state to wait for.</summary>
internal sealed record PollTarget<T>
    where T : class
{
    /// <summary>The object as messages name it: <c>Job 5f0…</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The awaited event as a verb: <c>finish</c>.</summary>
    public required string Goal { get; init; }

    /// <summary>The last sentences of the message about a timeout.</summary>
    public required string Advice { get; init; }

    public required Func<CancellationToken, Task<T>> GetAsync { get; init; }

    public required Func<T, string> Status { get; init; }

    public required Func<T, bool> IsReached { get; init; }
}
