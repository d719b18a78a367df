namespace DominoDataLab.LocalServer.Execution;

/// <summary>A wish to stop, and how it reaches the processes: SIGTERM at once, SIGKILL after the grace period.</summary>
internal sealed class RunningJob : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

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

    /// <summary>Lets the wish reach a group of processes until what is returned is disposed.</summary>
    public IDisposable Reach(ProcessGroup group, LocalDominoOptions options) => new Reached(group, options, _stop.Token);

    public void Dispose() => _stop.Dispose();

    private sealed class Reached : IDisposable
    {
        private readonly CancellationTokenRegistration _wish;
        private ITimer? _kill;

        public Reached(ProcessGroup group, LocalDominoOptions options, CancellationToken stop) =>
            _wish = stop.Register(() =>
            {
                group.Terminate();
                _kill = options.TimeProvider.CreateTimer(_ => group.KillAll(), null, options.StopGracePeriod, Timeout.InfiniteTimeSpan);
            });

        public void Dispose()
        {
            _wish.Dispose();
            _kill?.Dispose();
        }
    }
}
