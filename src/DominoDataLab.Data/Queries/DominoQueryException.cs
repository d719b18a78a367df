using DominoDataLab.Client;
using Grpc.Core;

namespace DominoDataLab.Data.Queries;

/// <summary>A query failed, or its result could not be read to the end.</summary>
public sealed class DominoQueryException : DominoException
{
    internal DominoQueryException(
        string message,
        StatusCode? statusCode = null,
        string? serverMessage = null,
        Exception? innerException = null
    )
        : base(message, innerException)
    {
        StatusCode = statusCode;
        ServerMessage = serverMessage;
    }

    /// <summary>Gets the gRPC status of the call, or null if the failure was found on this side.</summary>
    public StatusCode? StatusCode { get; }

    /// <summary>Gets the server's own words, or null if it sent none. Credentials in them are replaced by <c>***</c>.</summary>
    public string? ServerMessage { get; }
}
