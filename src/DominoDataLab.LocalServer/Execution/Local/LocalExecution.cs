using System.Globalization;

namespace DominoDataLab.LocalServer.Execution.Local;

/// <summary>A command that runs as processes of this machine.</summary>
internal sealed class LocalExecution : IExecution
{
    private readonly ProcessGroup _group;
    private readonly CancellationTokenSource _ended = new();

    public LocalExecution(ProcessGroup group)
    {
        _group = group;
        Handle = new ExecutionHandle("local", group.Id.ToString(CultureInfo.InvariantCulture));
        Output = new ExecutionOutput(group.Stdout, group.Stderr);
        Completion = CompleteAsync();
    }

    public ExecutionHandle Handle { get; }

    public ExecutionOutput Output { get; }

    public Task<ExecutionResult> Completion { get; }

    public ExecutionUsage? Usage => ProcessTable.UsageOf(_group.Id);

    public async Task StopAsync(TimeSpan gracePeriod)
    {
        if (_group.Terminate())
        {
            // SuppressThrowing needs the task without its result.
            await ((Task)Completion).WaitAsync(gracePeriod).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _group.KillAll();
        await Completion;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Completion.IsCompleted)
        {
            _group.KillAll();
        }

        await Completion;
        _ended.Dispose();
        _group.Dispose();
    }

    private async Task<ExecutionResult> CompleteAsync()
    {
        var exceeded = _group.ExceedsMemoryAsync(_ended.Token);
        var (code, signal) = await _group.Exited;

        // Children that outlive the command end with it, as they do when Domino ends a container.
        _group.KillAll();
        await _ended.CancelAsync();
        return new ExecutionResult(code, signal, await exceeded);
    }
}
