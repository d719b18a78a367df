using System.Diagnostics.Metrics;
using DominoDataLab.LocalServer.Execution;

namespace DominoDataLab.LocalServer.Diagnostics;

/// <summary>Reports the queue of one server whenever metrics are collected, for as long as that server lives.</summary>
internal sealed class QueueGauges : IDisposable
{
    private readonly Meter _meter = new(Telemetry.Name);

    public QueueGauges(JobDispatcher dispatcher)
    {
        _meter.CreateObservableGauge("domino.server.queue.length", () => dispatcher.Waiting, "{job}", "The jobs that wait for a place.");
        _meter.CreateObservableGauge("domino.server.jobs.running", () => dispatcher.Running, "{job}", "The jobs that have a place.");
    }

    public void Dispose() => _meter.Dispose();
}
