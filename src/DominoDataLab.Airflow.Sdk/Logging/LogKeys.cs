namespace DominoDataLab.Airflow.Sdk.Logging;

/// <summary>The keys of one log record. A key that Airflow reserves, or that the record has already, gets underscores at its end.</summary>
internal sealed class LogKeys
{
    // The first five end the supervisor, the next three are dropped or replaced, and the rest have a meaning of their own.
    private static readonly HashSet<string> Reserved =
    [
        "msg",
        "target",
        "self",
        "method_name",
        "positional_args",
        "exc_info",
        "logger_name",
        "stack_info",
        "event",
        "level",
        "timestamp",
        "logger",
        "exception",
        "error_detail",
        "filename",
        "lineno",
    ];

    private readonly HashSet<string> _used = [];

    public void Clear() => _used.Clear();

    public string Unique(string key)
    {
        var unique = key.Length == 0 ? "_" : key;
        while (Reserved.Contains(unique) || !_used.Add(unique))
        {
            unique += "_";
        }

        return unique;
    }
}
