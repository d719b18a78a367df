using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DominoDataLab.LocalServer.Diagnostics;

/// <summary>The traces and metrics of all servers of this process. OpenTelemetry collects them by their name.</summary>
internal static class Telemetry
{
    public const string Name = "DominoDataLab.LocalServer";
    public static readonly ActivitySource Activities = new(Name);
    public static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Requests = Meter.CreateHistogram<double>(
        "domino.server.request.duration",
        "s",
        "The time that requests took."
    );
    private static readonly Histogram<double> Jobs = Meter.CreateHistogram<double>(
        "domino.server.job.duration",
        "s",
        "The time that jobs ran."
    );
    private static readonly Histogram<double> Database = Meter.CreateHistogram<double>(
        "domino.server.database.duration",
        "s",
        "The time that database commands took."
    );
    private static readonly Histogram<double> Git = Meter.CreateHistogram<double>(
        "domino.server.git.duration",
        "s",
        "The time that operations on the files of projects took."
    );
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>(
        "domino.server.transfer.bytes",
        "By",
        "The bytes of files that were received or sent."
    );

    public static bool ObservesRequests => Requests.Enabled;

    public static void RequestEnded(TimeSpan duration, string method, string? route, int status) =>
        Requests.Record(
            duration.TotalSeconds,
            new("http.request.method", method),
            new("http.route", route),
            new("http.response.status_code", status)
        );

    public static void JobEnded(TimeSpan duration, string status) =>
        Jobs.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("status", status));

    public static void Received(long bytes) => Bytes.Add(bytes, new KeyValuePair<string, object?>("direction", "received"));

    public static void Sent(long bytes) => Bytes.Add(bytes, new KeyValuePair<string, object?>("direction", "sent"));

    /// <summary>Measures a database command until the return value is disposed.</summary>
    public static Timing DatabaseCommand(string operation) => new(Database, operation);

    /// <summary>Measures an operation on the files of a project until the return value is disposed.</summary>
    public static Timing GitOperation(string operation) => new(Git, operation);

    /// <summary>One measurement.</summary>
    internal readonly struct Timing(Histogram<double> histogram, string operation) : IDisposable
    {
        private readonly long _started = histogram.Enabled ? Stopwatch.GetTimestamp() : 0;

        public void Dispose()
        {
            if (_started != 0)
            {
                histogram.Record(
                    Stopwatch.GetElapsedTime(_started).TotalSeconds,
                    new KeyValuePair<string, object?>("operation", operation)
                );
            }
        }
    }
}
