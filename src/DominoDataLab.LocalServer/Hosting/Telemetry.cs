using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Traces and metrics of a server, under the name <c>DominoDataLab.LocalServer</c>. OpenTelemetry collects them.</summary>
internal sealed class Telemetry : IDisposable
{
    public const string Name = "DominoDataLab.LocalServer";

    // Traces are told apart by their spans, so all servers of a process share the source.
    public static readonly ActivitySource Activities = new(Name);
    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _requests;
    private readonly Histogram<double> _jobs;
    private readonly Histogram<double> _database;
    private readonly Histogram<double> _git;
    private readonly Counter<long> _bytes;

    public Telemetry()
    {
        _requests = _meter.CreateHistogram<double>("domino.server.request.duration", "s", "The time that requests took.");
        _jobs = _meter.CreateHistogram<double>("domino.server.job.duration", "s", "The time from the start of jobs to their end.");
        _database = _meter.CreateHistogram<double>("domino.server.database.duration", "s", "The time that database commands took.");
        _git = _meter.CreateHistogram<double>("domino.server.git.duration", "s", "The time that operations on project files took.");
        _bytes = _meter.CreateCounter<long>("domino.server.transfer.bytes", "By", "Bytes of files that were received or sent.");
    }

    /// <summary>Reports a number whenever metrics are collected.</summary>
    public void Observe(string name, string unit, string description, Func<int> read) =>
        _meter.CreateObservableGauge(name, read, unit, description);

    public void JobEnded(string status, TimeSpan duration) =>
        _jobs.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("status", status));

    public void Transferred(string direction, long bytes) => _bytes.Add(bytes, new KeyValuePair<string, object?>("direction", direction));

    /// <summary>Measures a database command until the return value is disposed.</summary>
    public Timing Database(string operation) => new(_database, "operation", operation);

    /// <summary>Measures an operation on project files until the return value is disposed.</summary>
    public Timing Git(string operation) => new(_git, "operation", operation);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var started = Stopwatch.GetTimestamp();
        using var activity = Activities.StartActivity(context.Request.Method, ActivityKind.Server);
        try
        {
            await next(context);
        }
        finally
        {
            if (activity is not null || _requests.Enabled)
            {
                var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                activity?.SetTag("http.request.method", context.Request.Method);
                activity?.SetTag("http.route", route);
                activity?.SetTag("http.response.status_code", context.Response.StatusCode);
                if (activity is not null)
                {
                    activity.DisplayName = $"{context.Request.Method} {route}";
                }

                _requests.Record(
                    Stopwatch.GetElapsedTime(started).TotalSeconds,
                    new("http.request.method", context.Request.Method),
                    new("http.route", route),
                    new("http.response.status_code", context.Response.StatusCode)
                );
            }
        }
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>One measurement.</summary>
    internal readonly struct Timing(Histogram<double> histogram, string tag, string value) : IDisposable
    {
        private readonly long _started = Stopwatch.GetTimestamp();

        public void Dispose()
        {
            if (histogram.Enabled)
            {
                histogram.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, new KeyValuePair<string, object?>(tag, value));
            }
        }
    }
}
