using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Flight;

/// <summary>Queries that fail on purpose.</summary>
internal sealed class FlightFaults
{
    private readonly Lock _turn = new();
    private readonly List<FlightFault> _faults = [];

    public void Add(FlightFault fault)
    {
        lock (_turn)
        {
            _faults.Add(fault);
        }
    }

    public void Clear()
    {
        lock (_turn)
        {
            _faults.Clear();
        }
    }

    /// <summary>Takes the fault of the next query of a source, given its ID or name as the client sent it; or returns null.</summary>
    public FlightFault? Take(string source)
    {
        lock (_turn)
        {
            var fault = _faults.Find(candidate => candidate.Source is null || candidate.Source == source);
            if (fault is not null && --fault.Left <= 0)
            {
                _faults.Remove(fault);
            }

            return fault;
        }
    }
}

/// <summary>A failure that was asked for.</summary>
/// <param name="Source">The source's ID or name, as clients send it. If null, the fault is for all sources.</param>
/// <param name="Code">The status.</param>
/// <param name="Message">The text.</param>
/// <param name="AfterMessages">How many messages are sent before it: 0 is before the schema, 1 after it, 2 after the first batch.</param>
/// <param name="WithTrailers">true to send the trailers of Arrow's C++ library; otherwise, false.</param>
internal sealed record FlightFault(string? Source, StatusCode Code, string Message, int AfterMessages, bool WithTrailers)
{
    /// <summary>The number of queries that it still meets.</summary>
    public int Left { get; set; } = 1;

    public void ThrowAt(int messages)
    {
        if (messages == AfterMessages)
        {
            throw FlightErrors.Create(Code, Message, WithTrailers);
        }
    }
}
