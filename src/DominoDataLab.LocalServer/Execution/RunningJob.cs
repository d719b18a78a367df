namespace DominoDataLab.LocalServer.Execution;

/// <summary>A wish to stop, and how it reaches the processes: SIGTERM at once, SIGKILL after the grace period.</summary>
/// <remarks>Processes live in real time, so the period does too, whatever clock the server shows.</remarks>
internal sealed class RunningJob
{
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool StopRequested => _stop.Task.IsCompleted;

    public bool Discards { get; private set; }

    /// <summary>What was checked out for the job.</summary>
    public Files.Checkout? Checkout { get; set; }

    public void RequestStop(bool keepResults)
    {
        Discards = !keepResults;
        _stop.TrySetResult();
    }

    /// <summary>Waits for a wish to stop and carries it out; ends when the command has ended.</summary>
    public async Task StopAsync(ProcessGroup group, TimeSpan gracePeriod, Task exited)
    {
        if (await Task.WhenAny(_stop.Task, exited) == exited)
        {
            return;
        }

        if (group.Terminate())
        {
            try
            {
                await exited.WaitAsync(gracePeriod);
            }
            catch (TimeoutException)
            {
                // It had its time.
            }
        }

        group.KillAll();
    }
}
