namespace DominoDataLab.LocalServer.Execution;

/// <summary>A wish to stop, and how it reaches the processes: SIGTERM at once, SIGKILL after the grace period.</summary>
internal sealed class RunningJob : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private ITimer? _kill;

    public bool StopRequested => _stop.IsCancellationRequested;

    public bool Discards { get; private set; }

    public void RequestStop(bool keepResults)
    {
        Discards = !keepResults;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The job ended in this moment.
        }
    }

    public void OnStop(ProcessGroup group, LocalDominoOptions options) =>
        _stop.Token.Register(() =>
        {
            group.Terminate();
            _kill = options.TimeProvider.CreateTimer(_ => group.KillAll(), null, options.StopGracePeriod, Timeout.InfiniteTimeSpan);
        });

    public void Dispose()
    {
        _kill?.Dispose();
        _stop.Dispose();
    }
}
