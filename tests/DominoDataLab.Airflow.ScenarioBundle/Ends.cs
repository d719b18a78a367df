using System.Diagnostics;
using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.ScenarioBundle;

/// <summary>Every way in which a task ends, or does not.</summary>
internal static partial class Ends
{
    public static void AddTo(AirflowBundleBuilder builder)
    {
        builder.AddTask("ends", "returns", _ => Task.FromResult(1));
        builder.AddTask("ends", "throws", _ => throw new InvalidOperationException("boom"));
        builder.AddTask("ends", "throws_late", ThrowsLateAsync);
        builder.AddTask("ends", "throws_long", _ => throw new InvalidOperationException(new string('é', 2000)));
        builder.AddTask("ends", "throws_surrogate", _ => throw new InvalidOperationException("half \ud800"));
        builder.AddTask("ends", "throws_odd", _ => throw new OddException());
        builder.AddTask("ends", "throws_canceled", _ => throw new OperationCanceledException("mine"));
        builder.AddTask("ends", "skips", _ => throw new TaskOutcomeException(TaskOutcome.Skip("nothing to do")));
        builder.AddTask("ends", "fails_for_good", _ => Task.FromResult(TaskOutcome.FailWithoutRetry("wrong input")));
        builder.AddTask("ends", "retries_in", _ => Task.FromResult(TaskOutcome.RetryIn(TimeSpan.FromSeconds(2.5), "later")));
        builder.AddTask("ends", "reschedules", Reschedules);
        builder.AddTask("ends", "defers", Defers);
        builder.AddTask("ends", "exits", _ => Leave(3));
        builder.AddTask("ends", "exits_zero", _ => Leave(0));
        builder.AddTask("ends", "exits_after_return", _ => ExitsAfterReturn());
        builder.AddTask("ends", "leaks_thread", _ => LeaksThread());
        builder.AddTask("ends", "leaks_work", LeaksWork);
        builder.AddTask("ends", "unobserved", _ => Unobserved());
        builder.AddTask("ends", "kills_itself", _ => KillsItself());
        builder.AddTask("ends", "overflows", _ => Task.FromResult(Overflow(1)));
        builder.AddTask("ends", "thread_throws", _ => ThreadThrows());
        builder.AddTask("ends", "prints", Prints);
        builder.AddTask("ends", "waits", WaitsAsync);
        builder.AddTask("ends", "ignores_cancel", IgnoresCancel);
        builder.AddTask("ends", "blocks", Blocks);
        builder.AddTask("ends", "children", ChildrenAsync);
        builder.AddTask("ends", "throws_on_cancel", ThrowsOnCancelAsync);
        builder.AddTask("ends", "starves_pool", StarvesPoolAsync);
    }

    private static async Task ThrowsLateAsync(TaskContext context)
    {
        await context.Variables.FindAsync("v");
        throw new InvalidOperationException("outer", new ArgumentException("inner"));
    }

    private static Task<TaskOutcome> Reschedules(TaskContext context) =>
        Task.FromResult(TaskOutcome.RescheduleAt(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), "not yet"));

    private static Task<object?> Defers(TaskContext context) =>
        Task.FromResult<object?>(
            context.Resumption is { } resumed
                ? $"{resumed.NextMethod} {resumed.State.GetProperty("n")}"
                : TaskOutcome.DeferUntil(
                    Trigger.At(DateTimeOffset.UnixEpoch.AddSeconds(1_795_475_428.1)),
                    "resumed",
                    TimeSpan.FromMinutes(5),
                    new Dictionary<string, object?> { ["n"] = 1 }
                )
        );

    private static Task Leave(int code)
    {
        Environment.Exit(code);
        return Task.CompletedTask;
    }

    private static Task ExitsAfterReturn()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Environment.ExitCode = 9;
        return Task.CompletedTask;
    }

    private static Task LeaksThread()
    {
        new Thread(() => Thread.Sleep(Timeout.Infinite)).Start();
        return Task.CompletedTask;
    }

    private static Task LeaksWork(TaskContext context)
    {
        _ = Task.Run(async () =>
        {
            while (true)
            {
                LogText(context.Logger, "after the end");
                await context.Variables.FindAsync("v");
                await context.XComs.PushAsync("late", 1);
            }
        });
        return Task.CompletedTask;
    }

    private static Task Unobserved()
    {
        _ = Task.Run(() => throw new InvalidOperationException("unobserved"));
        GC.Collect();
        return Task.CompletedTask;
    }

    private static Task KillsItself()
    {
        Process.GetCurrentProcess().Kill();
        return Task.Delay(Timeout.Infinite);
    }

    private static int Overflow(int depth) => Overflow(depth + 1) + depth;

    private static Task ThreadThrows()
    {
        var thread = new Thread(() => throw new InvalidOperationException("thread boom"));
        thread.Start();
        thread.Join();
        return Task.CompletedTask;
    }

    private static async Task Prints(TaskContext context)
    {
        Console.Write("to stdout é");
        await Console.Error.WriteLineAsync("to stderr");
    }

    private static async Task WaitsAsync(TaskContext context)
    {
        LogText(context.Logger, "up");
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }

    private static async Task IgnoresCancel(TaskContext context)
    {
        LogText(context.Logger, "up");
        await Task.Delay(Timeout.Infinite, CancellationToken.None);
    }

    private static Task Blocks(TaskContext context)
    {
        LogText(context.Logger, "up");
        Thread.Sleep(Timeout.Infinite);
        return Task.CompletedTask;
    }

    private static async Task ChildrenAsync(TaskContext context)
    {
        // A child that ignores SIGTERM, and its own child in a session of its own.
        using var child = Process.Start(
            "/bin/sh",
            ["-c", "trap '' TERM; setsid sleep 300 & echo grandchild $!; while :; do sleep 1; done"]
        );
        LogText(context.Logger, $"child {child.Id}");
        LogText(context.Logger, "up");
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }

    private static async Task ThrowsOnCancelAsync(TaskContext context)
    {
        using var registration = context.CancellationToken.Register(() => throw new InvalidOperationException("callback"));
        LogText(context.Logger, "up");
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        catch (OperationCanceledException canceled)
        {
            throw new InvalidOperationException("on the way out", canceled);
        }
    }

    private static async Task StarvesPoolAsync(TaskContext context)
    {
        for (var i = 0; i < 200; i++)
        {
            _ = Task.Run(() => Thread.Sleep(Timeout.Infinite));
        }

        LogText(context.Logger, "up");
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
    private static partial void LogText(ILogger logger, string text);

    private sealed class OddException : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");
    }
}
