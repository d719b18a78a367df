using System.Net;

namespace DominoDataLab.Client;

/// <summary>Recognizes transient errors, and counts those in a row so that a caller gives up after too many.</summary>
/// <param name="maximum">The number of transient errors in a row to tolerate.</param>
internal sealed class TransientErrors(int maximum)
{
    private int _inARow;

    public void Reset() => _inARow = 0;

    /// <summary>Counts the error. true if the error is transient and the maximum is not exceeded; otherwise, false.</summary>
    public bool ShouldRetry(DominoException e) => IsTransient(e) && ++_inARow <= maximum;

    /// <summary>true if the network or the server failed, and the same request may succeed later; otherwise, false.</summary>
    public static bool IsTransient(Exception e) =>
        e is DominoConnectionException or DominoTimeoutException || (e is DominoApiException api && IsTransient(api.StatusCode));

    /// <summary>true if a request may succeed later after this status; otherwise, false. Waits and transfers continue after other errors
    /// of the server, too.</summary>
    public static bool IsTransient(HttpStatusCode status) => IsRetried(status) || (int)status >= 500;

    /// <summary>true if a single request is sent again after this status; otherwise, false.</summary>
    public static bool IsRetried(HttpStatusCode status) =>
        status
            is HttpStatusCode.RequestTimeout
                or HttpStatusCode.TooManyRequests
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout;
}
