using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.ConformanceBundle;

/// <summary>Log records, exceptions, standard output and keys that Airflow doesn't accept.</summary>
internal static partial class LogTasks
{
    private const string Logging = "csharp_logging";

    private static readonly (LogLevel Level, string Name)[] Levels =
    [
        (LogLevel.Debug, "debug"),
        (LogLevel.Information, "info"),
        (LogLevel.Warning, "warning"),
        (LogLevel.Error, "error"),
        (LogLevel.Critical, "critical"),
    ];

    public static void AddTo(AirflowBundleBuilder builder)
    {
        builder.AddTask(Logging, "levels", LevelsAsync);
        builder.AddTask(Logging, "exception", ExceptionAsync);
        builder.AddTask(Logging, "std", StandardStreamsAsync);
        builder.AddTask(Logging, "hostile_keys", HostileKeysAsync);
        builder.AddTask(Logging, "chatty", ChattyAsync);
    }

    private static Task LevelsAsync(TaskContext context)
    {
        foreach (var (level, name) in Levels)
        {
            var values = new Dictionary<string, object?>
            {
                ["rows"] = 42,
                ["name"] = "é☃😀",
                ["flag"] = true,
                ["ratio"] = 1.5,
            };
            context.Logger.Log(level, default, values, null, (_, _) => $"marker {name}");
        }

        return Task.CompletedTask;
    }

    private static Task ExceptionAsync(TaskContext context)
    {
        try
        {
            throw new InvalidOperationException("inner boom");
        }
        catch (InvalidOperationException exception)
        {
            LogCaught(context.Logger, exception);
        }

        return Task.CompletedTask;
    }

    private static Task StandardStreamsAsync(TaskContext context)
    {
        Console.WriteLine("to stdout é");
        Console.Error.WriteLine("to stderr");
        return Task.CompletedTask;
    }

    private static Task HostileKeysAsync(TaskContext context)
    {
        string[] keys = ["msg", "target", "self", "method_name", "positional_args", "exc_info", "stack_info", "name", "args"];
        var values = keys.ToDictionary(key => key, object? (key) => $"value of {key}");
        context.Logger.Log(LogLevel.Information, default, values, null, (_, _) => "hostile");
        LogAlive(context.Logger);
        return Task.CompletedTask;
    }

    private static Task ChattyAsync(TaskContext context)
    {
        for (var line = 0; line < 5000; line++)
        {
            LogLine(context.Logger, line);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Error, "caught it")]
    private static partial void LogCaught(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Information, "still alive")]
    private static partial void LogAlive(ILogger logger);

    [LoggerMessage(LogLevel.Information, "line {Line:D5}")]
    private static partial void LogLine(ILogger logger, int line);
}
