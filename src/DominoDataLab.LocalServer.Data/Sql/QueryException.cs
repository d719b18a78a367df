using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Sql;

/// <summary>A query that failed, with a message for its sender.</summary>
internal sealed class QueryException(StatusCode code, string message) : Exception(message)
{
    public StatusCode Code { get; } = code;

    /// <summary>The statement is at fault.</summary>
    public static QueryException Invalid(string message) => new(StatusCode.InvalidArgument, message);
}
