using System.Runtime.InteropServices;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>Stops the task on a signal or when the supervisor is gone, and makes sure that the process ends in time.</summary>
internal sealed class TaskStop : IDisposable
{
    // Airflow kills the process 5 s after the signal. Reporting, the rest of the log and child processes need the difference.
    private static readonly TimeSpan SignalGrace = TimeSpan.FromSeconds(3.5);
    private static readonly TimeSpan LostGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastResort = TimeSpan.FromSeconds(4.7);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _graceEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];
    private string? _reason;

    public TaskStop()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
    }

    /// <summary>Gets a token that is canceled when the task must stop.</summary>
    public CancellationToken Token => _stopping.Token;

    /// <summary>Gets a task that ends when the task has had its time to stop.</summary>
    public Task GraceEnded => _graceEnded.Task;

    /// <summary>Gets why the task must stop, or null.</summary>
    public string? Reason => _reason;

    /// <summary>Gets a value that indicates whether the supervisor is gone, so that nothing can be reported.</summary>
    public bool IsSupervisorLost { get; private set; }

    /// <summary>Stops the task because the supervisor is gone.</summary>
    public void SupervisorLost(string reason)
    {
        IsSupervisorLost = true;
        Stop(reason, LostGrace);
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stopping.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Stop($"The process received {signal.Signal}.", SignalGrace);
    }

    private void Stop(string reason, TimeSpan grace)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is not null)
        {
            return;
        }

        // A thread of its own: the task may have taken all threads of the pool.
        new Thread(() => Watch(grace)) { IsBackground = true, Name = "task stop" }.Start();
        _ = CancelAsync();
    }

    private void Watch(TimeSpan grace)
    {
        Thread.Sleep(grace);
        _graceEnded.TrySetResult();
        Thread.Sleep(LastResort - grace);
        ChildProcesses.Kill();
        ProcessEnd.Now(1);
    }

    // Callbacks of the task's token must neither delay the watch nor fail it.
    private async Task CancelAsync()
    {
        try
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
            // A callback of the task threw; its own business.
        }
    }
}
