using System.Diagnostics.Metrics;
using DominoDataLab.LocalServer.Diagnostics;

namespace DominoDataLab.LocalServer.Data.Objects;

/// <summary>Counts the bytes that clients say they read from and wrote to object stores.</summary>
internal static class ObjectTelemetry
{
    private static readonly Counter<long> Bytes = Telemetry.Meter.CreateCounter<long>(
        "domino.server.object_store.bytes",
        "By",
        "The bytes of objects that clients read or wrote, as they report it."
    );

    public static void Used(long bytes, string type, string operation) =>
        Bytes.Add(
            bytes,
            new KeyValuePair<string, object?>("domino.data_source.type", type),
            new KeyValuePair<string, object?>("operation", operation)
        );
}
