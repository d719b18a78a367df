namespace DominoDataLab.Client.Http;

/// <summary>A token that ends with the caller's or when time is up, whichever is first.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _clock;
    private readonly CancellationTokenSource _linked;

    public TimeLimit(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _limit = limit;
        _clock = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_clock.Token, cancellationToken);
    }

    public CancellationToken Token => _linked.Token;

    /// <summary>Restarts the limit because data arrived or was sent.</summary>
    public void Renew()
    {
        try
        {
            _clock.CancelAfter(_limit);
        }
        catch (ObjectDisposedException)
        {
            // A server may answer before it has read the whole body, parts of which are still being sent. They are not waited for.
        }
    }

    public void Dispose()
    {
        _linked.Dispose();
        _clock.Dispose();
    }
}
