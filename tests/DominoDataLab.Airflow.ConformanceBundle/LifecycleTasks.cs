using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.ConformanceBundle;

/// <summary>Cancellation and silence.</summary>
internal static partial class LifecycleTasks
{
    public static void AddTo(AirflowBundleBuilder builder)
    {
        builder.AddTask("csharp_cancel", "wait_for_cancel", WaitForCancelAsync);
        builder.AddTask("csharp_slow", "silent", SilentAsync);
    }

    private static async Task WaitForCancelAsync(TaskContext context)
    {
        LogWaiting(context.Logger);
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(120), context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            LogLeaving(context.Logger);
        }
    }

    private static async Task<string> SilentAsync(TaskContext context)
    {
        await Task.Delay(TimeSpan.FromSeconds(35), context.CancellationToken);
        return "awake";
    }

    [LoggerMessage(LogLevel.Information, "waiting for cancellation")]
    private static partial void LogWaiting(ILogger logger);

    [LoggerMessage(LogLevel.Information, "cancelled, leaving")]
    private static partial void LogLeaving(ILogger logger);
}
