using Grpc.Core;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>What a <see cref="FlightClient"/> needs to know.</summary>
internal sealed record FlightSettings
{
    /// <summary>The Flight location of the data source proxy. It is read at the first query.</summary>
    public required string? Location { get; init; }

    /// <summary>Gets the metadata of one attempt, credentials included.</summary>
    public required Func<CancellationToken, ValueTask<Metadata>> Metadata { get; init; }

    /// <summary>A PEM file with the only authorities to trust, or null for the system's.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>The clock of the retry.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The source of the retry's jitter: a number from 0 up to 1.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}
