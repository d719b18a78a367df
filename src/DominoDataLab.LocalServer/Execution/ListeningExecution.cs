using DominoDataLab.LocalServer.Execution.Preparation;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Runs a command that serves on a port: an app, or a model's function.</summary>
internal static class ListeningExecution
{
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(50);

    /// <param name="scope">The prepared execution.</param>
    /// <param name="execution">The command that was started.</param>
    /// <param name="probe">Gets the port on which the command listens, or null.</param>
    /// <param name="onListening">Receives the port as soon as the command listens.</param>
    /// <param name="limit">The time within which the command must listen.</param>
    /// <param name="time">The clock of that time.</param>
    /// <returns>How the command ended, and whether it was stopped because it did not listen in time.</returns>
    public static async Task<(ExecutionResult Result, bool IsLate)> RunAsync(
        ExecutionScope scope,
        IExecution execution,
        Func<Task<int?>> probe,
        Action<int> onListening,
        TimeSpan limit,
        TimeProvider time
    )
    {
        var ended = scope.FollowAsync(execution);
        var isLate = false;
        if (await ListensAsync(probe, ended, limit, time) is { } port)
        {
            onListening(port);
        }
        else if (!ended.IsCompleted)
        {
            isLate = true;
            scope.Stop.Request(keepResults: false);
        }

        return (await ended, isLate);
    }

    private static async Task<int?> ListensAsync(Func<Task<int?>> probe, Task ended, TimeSpan limit, TimeProvider time)
    {
        var started = time.GetTimestamp();
        while (!ended.IsCompleted && time.GetElapsedTime(started) < limit)
        {
            if (await probe() is { } port)
            {
                return port;
            }

            await Task.WhenAny(ended, Task.Delay(BetweenProbes, time));
        }

        return null;
    }
}
