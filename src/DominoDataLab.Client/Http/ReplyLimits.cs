namespace DominoDataLab.Client.Http;

/// <summary>How long a reply may stall, and the errors for a reply that stalls or whose connection breaks.</summary>
/// <param name="Server">The server's address as messages show it.</param>
/// <param name="Timeout">The longest wait for the reply's head, and between two reads of its body.</param>
/// <param name="Setting">The option that raises the timeout.</param>
/// <param name="Time">The clock.</param>
internal sealed record ReplyLimits(string Server, TimeSpan Timeout, string Setting, TimeProvider Time)
{
    /// <summary>Starts a limit that also ends with the caller's token.</summary>
    public TimeLimit Start(CancellationToken cancellationToken) => new(Timeout, Time, cancellationToken);

    public DominoTimeoutException TimedOut(string route, Exception cause) =>
        new($"{Server} did not answer within {Timeout.TotalSeconds:0.###} s.", cause)
        {
            FailedRoute = route,
            MemberAdvice = $"If it is only slow, raise {Setting}.",
        };

    /// <summary>The error for a connection that broke after the request was sent.</summary>
    public DominoConnectionException Lost(string route, Exception cause, string advice = "") =>
        new(
            $"The connection to {Server} broke before the whole reply had arrived; the server may have done what was asked."
                + $"{advice} ({cause.GetBaseException().Message})",
            cause,
            requestMayHaveArrived: true
        )
        {
            FailedRoute = route,
        };
}
