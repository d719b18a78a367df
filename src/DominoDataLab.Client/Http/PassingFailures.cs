using System.Net;

namespace DominoDataLab.Client.Http;

/// <summary>Tells failures that pass from those that stay, and counts the first: too many in a row stay as well.</summary>
internal sealed class PassingFailures(int most)
{
    private int _inARow;

    public void Reset() => _inARow = 0;

    /// <summary>true if it is worth trying again after this failure; otherwise, false.</summary>
    public bool MayPass(DominoException e) => IsPassing(e) && ++_inARow <= most;

    /// <summary>true if it is the network or the server that was not well, and not the request; otherwise, false.</summary>
    public static bool IsPassing(Exception e) =>
        e is DominoConnectionException or DominoTimeoutException
        || (
            e is DominoApiException api
            && ((int)api.StatusCode >= 500 || api.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)
        );
}
