namespace DominoDataLab.LocalServer;

/// <summary>The kinds of reasons for which a request cannot be carried out.</summary>
internal enum ErrorKind
{
    /// <summary>The input is not valid.</summary>
    Invalid,

    /// <summary>The caller lacks the access that the request needs.</summary>
    Forbidden,

    /// <summary>The resource does not exist, or the caller may not know that it does.</summary>
    NotFound,

    /// <summary>The request contradicts the state of the resource.</summary>
    Conflict,

    /// <summary>The server has as much work as it accepts.</summary>
    TooMany,

    /// <summary>Code of a user failed while it handled the request.</summary>
    UserCodeFailed,

    /// <summary>A process that the server runs did not answer.</summary>
    BadGateway,

    /// <summary>The resource exists but cannot be used at present.</summary>
    Unavailable,
}

/// <summary>A request that cannot be carried out, with a message for its sender. It knows nothing of HTTP.</summary>
internal sealed class DomainException(ErrorKind kind, string message) : Exception(message)
{
    public ErrorKind Kind { get; } = kind;

    public static DomainException Invalid(string message) => new(ErrorKind.Invalid, message);

    public static DomainException Forbidden(string message) => new(ErrorKind.Forbidden, message);

    public static DomainException NotFound(string message) => new(ErrorKind.NotFound, message);

    public static DomainException Conflict(string message) => new(ErrorKind.Conflict, message);

    public static DomainException TooMany(string message) => new(ErrorKind.TooMany, message);

    public static DomainException BadGateway(string message) => new(ErrorKind.BadGateway, message);

    public static DomainException Unavailable(string message) => new(ErrorKind.Unavailable, message);
}
