using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.Sdk.Logging;

/// <summary>A logger whose records show in Airflow's task log.</summary>
internal sealed class AirflowLogger(string category, LogLevel minimum, LogChannel channel, IExternalScopeProvider scopes) : ILogger
{
    private const string TemplateKey = "{OriginalFormat}";

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => scopes.Push(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        using var record = LogRecordWriter.Take();
        record.Start(Format(state, exception, formatter), logLevel, category);
        if (state is IEnumerable<KeyValuePair<string, object?>> values)
        {
            Add(record, values);
        }

        scopes.ForEachScope(AddScope, record);
        if (exception is not null)
        {
            record.Add(exception);
        }

        channel.Append(record.Finish());
    }

    private static string Format<TState>(TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            return formatter(state, exception);
        }
        catch (Exception thrown)
        {
            return $"<A log message could not be formatted: {ExceptionWriter.Describe(thrown)}>";
        }
    }

    private static void AddScope(object? scope, LogRecordWriter record)
    {
        if (scope is IEnumerable<KeyValuePair<string, object?>> values)
        {
            Add(record, values);
        }
    }

    private static void Add(LogRecordWriter record, IEnumerable<KeyValuePair<string, object?>> values)
    {
        try
        {
            foreach (var (key, value) in values)
            {
                if (key != TemplateKey)
                {
                    record.Add(key ?? "", value);
                }
            }
        }
        catch (Exception thrown)
        {
            record.Add("log_error", ExceptionWriter.Describe(thrown));
        }
    }
}
