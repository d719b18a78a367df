using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.ScenarioBundle;

/// <summary>Log records that would end the supervisor if they were written as they are.</summary>
internal static partial class HostileLogs
{
    public static void AddTo(AirflowBundleBuilder builder)
    {
        builder.AddTask("logs", "hostile", Hostile);
        builder.AddTask("logs", "flood", context => Flood(context, 30_000));
        builder.AddTask("logs", "threads", ThreadsAsync);
        builder.AddTask("logs", "rounds", RoundsAsync);
        builder.AddTask("logs", "levels", Levels);
        builder.AddTask("logs", "large", context => Large(context));
    }

    private static Task Hostile(TaskContext context)
    {
        var log = context.Logger;
        string[] keys =
        [
            "msg",
            "target",
            "self",
            "method_name",
            "positional_args",
            "level",
            "timestamp",
            "event",
            "logger",
            "exception",
            "exc_info",
            "",
        ];
        foreach (var key in keys)
        {
            log.Log(
                LogLevel.Information,
                default,
                new[] { KeyValuePair.Create<string, object?>(key, "user value") },
                null,
                (_, _) => $"key <{key}>"
            );
        }

        object?[] values =
        [
            double.NaN,
            float.NegativeInfinity,
            "a\ud800b",
            new byte[] { 255 },
            new BadText(),
            new Uri("https://example.com"),
            new Node(),
            ulong.MaxValue,
            null,
            new Dictionary<string, object?> { ["msg"] = double.NaN },
            new object?[] { "x\udfff" },
            DateTime.MinValue,
            TimeSpan.MaxValue,
            decimal.MaxValue,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            log.Log(
                LogLevel.Information,
                default,
                new[] { KeyValuePair.Create<string, object?>("value", values[i]) },
                null,
                (_, _) => $"value <{i}>"
            );
        }

        log.Log(
            LogLevel.Information,
            default,
            new[] { KeyValuePair.Create<string, object?>("same", 1), KeyValuePair.Create<string, object?>("same", 2) },
            null,
            (_, _) => "twice"
        );
        LogText(log, "line\nbreak\r\n and \0 and \ud83d alone");
        log.Log(LogLevel.Error, default, "no pairs", new BadException(), (state, _) => state);
        log.Log(
            LogLevel.Error,
            default,
            "aggregate",
            new AggregateException(new InvalidOperationException("one \udc00"), new TimeoutException("two")),
            (state, _) => state
        );
        log.Log(LogLevel.None, default, "level none", null, (state, _) => state);
        log.Log((LogLevel)42, default, "level 42", null, (state, _) => state);
        log.Log<object?>(LogLevel.Information, default, null, null, (_, _) => null!);
        Throwing(() =>
            log.Log(LogLevel.Information, default, "formatter", null, (_, _) => throw new InvalidOperationException("formatter"))
        );
        context
            .LoggerFactory.CreateLogger("a \"quoted\" \ud800 name")
            .Log(LogLevel.Information, default, "odd logger", null, (state, _) => state);
        LogText(log, "still alive");
        return Task.CompletedTask;
    }

    private static void Throwing(Action action)
    {
        try
        {
            action();
        }
        catch (InvalidOperationException)
        {
            // A provider may let the formatter's exception through.
        }
    }

    private static async Task Flood(TaskContext context, int records)
    {
        for (var i = 0; i < records; i++)
        {
            LogNumbered(context.Logger, i);
        }

        await context.Variables.FindAsync("after_flood");
    }

    /// <summary>Logs, and gives a lost connection the time of a request to show, ten times.</summary>
    private static async Task RoundsAsync(TaskContext context)
    {
        for (var i = 0; i < 10; i++)
        {
            LogText(context.Logger, $"round {i}");
            await context.Variables.FindAsync("v");
        }
    }

    private static async Task ThreadsAsync(TaskContext context)
    {
        await Parallel.ForAsync(
            0,
            8,
            (thread, _) =>
            {
                for (var i = 0; i < 500; i++)
                {
                    LogOfThread(context.Logger, thread, i);
                }

                return ValueTask.CompletedTask;
            }
        );
    }

    private static Task Levels(TaskContext context)
    {
        foreach (var name in new[] { "app", "app.noisy", "app.noisy.part", "other" })
        {
            var log = context.LoggerFactory.CreateLogger(name);
            foreach (
                var level in new[]
                {
                    LogLevel.Trace,
                    LogLevel.Debug,
                    LogLevel.Information,
                    LogLevel.Warning,
                    LogLevel.Error,
                    LogLevel.Critical,
                }
            )
            {
                log.Log(level, default, "", null, (_, _) => $"{name} {level}");
            }
        }

        return Task.CompletedTask;
    }

    private static Task Large(TaskContext context)
    {
        LogText(context.Logger, new string('z', 2 << 20));
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
    private static partial void LogText(ILogger logger, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "record {Number}")]
    private static partial void LogNumbered(ILogger logger, int number);

    [LoggerMessage(Level = LogLevel.Information, Message = "thread {Thread} record {Number}")]
    private static partial void LogOfThread(ILogger logger, int thread, int number);

    private sealed class BadText
    {
        public override string ToString() => throw new InvalidOperationException("no text");
    }

    private sealed class BadException : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");

        public override string? StackTrace => throw new InvalidOperationException("no stack");
    }
}
