using System.Net;

namespace DominoDataLab.Client.Jobs;

/// <summary>Tells failures that pass from those that stay, and counts the first: too many in a row stay as well.</summary>
internal sealed class PassingFailures(int most)
{
    private int _inARow;

    public void Reset() => _inARow = 0;

    /// <summary>Whether it is worth looking again after this failure.</summary>
    public bool MayPass(DominoException e) =>
        (e is DominoConnectionException or DominoTimeoutException
            || (e is DominoApiException api && ((int)api.StatusCode >= 500 || api.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)))
        && ++_inARow <= most;
}
