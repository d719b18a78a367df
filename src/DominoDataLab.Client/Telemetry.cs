using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DominoDataLab.Client;

/// <summary>The library's activities and meters, named after OpenTelemetry's HTTP conventions. Neither holds values of a route.</summary>
internal static class Telemetry
{
    public const string Name = "DominoDataLab.Client";

    public static readonly string Version = typeof(Telemetry).Assembly.GetName().Version?.ToString(3) ?? "0";
    public static readonly string UserAgent = $"domino-dotnet/{Version}";
    public static readonly ActivitySource Source = new(Name, Version);

    private static readonly Meter Meter = new(Name, Version);

    public static readonly Histogram<double> Requests = Meter.CreateHistogram<double>(
        "http.client.request.duration",
        "s",
        "Time until the head of a reply or the failure, per attempt."
    );
    public static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "domino.client.retries",
        "{retry}",
        "Requests that were sent again."
    );
    public static readonly Counter<long> Polls = Meter.CreateCounter<long>(
        "domino.client.polls",
        "{poll}",
        "Looks at a job's state or log."
    );
    public static readonly Counter<long> Bytes = Meter.CreateCounter<long>(
        "domino.client.transferred",
        "By",
        "Bytes of bodies sent and received."
    );

    /// <summary>The template of a route's path, without the verb.</summary>
    public static string Template(string route) => route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    public static TagList Transfer(string route, string direction) =>
        new() { { "url.template", Template(route) }, { "network.io.direction", direction } };
}
