namespace DominoDataLab.LocalServer.Execution;

/// <summary>A request to stop an execution, which reaches whatever the execution does at that moment.</summary>
internal sealed class StopSignal
{
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsRequested => _requested.Task.IsCompleted;

    /// <summary>Completes when the stop is requested.</summary>
    public Task Requested => _requested.Task;

    /// <summary>true if the results are to be discarded; otherwise, false.</summary>
    public bool DiscardsResults { get; private set; }

    public void Request(bool keepResults = true)
    {
        DiscardsResults = !keepResults;
        _requested.TrySetResult();
    }
}
