using System.Net;

namespace DominoDataLab.Client;

/// <summary>The base of every error that this library raises, save argument errors and the caller's own cancellation.</summary>
/// <param name="message">The message: what could not be done, why, and what to do.</param>
/// <param name="innerException">The cause, or null.</param>
public class DominoException(string message, Exception? innerException = null)
    // Names, statuses and messages of a server end up in messages, and must neither forge lines nor steer a terminal.
    : Exception(Http.ServerText.Safe(message, keepLines: true), innerException)
{
    /// <summary>
    /// Gets the message: the request that failed, if it was one, the <see cref="Summary"/>, and advice that names members of this library.
    /// </summary>
    public override string Message =>
        (FailedRoute is null ? "" : $"{FailedRoute}: ") + base.Message + (MemberAdvice is null ? "" : $" {MemberAdvice}");

    /// <summary>
    /// Gets the part of the message that fits everyone: what could not be done, why, and what to do. It names no routes of the API and no
    /// members of this library, so a program can show it to its users.
    /// </summary>
    public string Summary => base.Message;

    /// <summary>The verb and the route's template of the request that failed, or null.</summary>
    internal string? FailedRoute { get; init; }

    /// <summary>Advice that names members of this library, as a sentence, or null.</summary>
    internal string? MemberAdvice { get; init; }
}

/// <summary>No credential was found, or the chosen one cannot be used (an empty token file, say).</summary>
/// <param name="message">The message: which sources were tried.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class DominoCredentialException(string message, Exception? innerException = null) : DominoException(message, innerException);

/// <summary>The deployment could not be reached, or the connection broke before the whole reply had arrived.</summary>
/// <param name="message">The address and what went wrong.</param>
/// <param name="innerException">The cause.</param>
/// <param name="requestMayHaveArrived">true if the connection broke after the request had left; otherwise, false.</param>
public sealed class DominoConnectionException(string message, Exception innerException, bool requestMayHaveArrived = false)
    : DominoException(message, innerException)
{
    /// <summary>
    /// true if the server may have got the request and done what it asks; otherwise, false. If false, no connection was established and
    /// nothing was sent.
    /// </summary>
    public bool RequestMayHaveArrived { get; } = requestMayHaveArrived;
}

/// <summary>A request, or a wait for a job, took longer than it was allowed to.</summary>
/// <param name="message">The message: the operation and the time limit.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class DominoTimeoutException(string message, Exception? innerException = null) : DominoException(message, innerException);

/// <summary>The deployment is older than the operation needs.</summary>
/// <param name="feature">The feature.</param>
/// <param name="required">The first version that has it.</param>
/// <param name="actual">The deployment's version.</param>
public sealed class DominoVersionException(string feature, DominoVersion required, DominoVersion actual)
    : DominoException($"{feature} needs Domino {required} or newer; this deployment is {actual}.")
{
    /// <summary>The first version that has what was asked for.</summary>
    public DominoVersion Required { get; } = required;

    /// <summary>The deployment's version.</summary>
    public DominoVersion Actual { get; } = actual;
}

/// <summary>An object with that name already exists.</summary>
/// <param name="kind">The kind of object, in Domino's words: <c>dataset</c>.</param>
/// <param name="name">The name.</param>
/// <param name="hint">A hint for the user.</param>
public sealed class DominoExistsException(string kind, string name, string hint)
    : DominoException($"There is already a {kind} '{name}'. {hint}")
{
    /// <summary>The kind of object, in Domino's words: <c>dataset</c>.</summary>
    public string Kind { get; } = kind;

    /// <summary>The name that is taken.</summary>
    public string Name { get; } = name;
}

/// <summary>The deployment answered with an error or an invalid response.</summary>
public class DominoApiException : DominoException
{
    internal DominoApiException(
        HttpStatusCode statusCode,
        string route,
        string? serverMessage,
        string? requestId,
        string message,
        Exception? innerException = null
    )
        : base(message, innerException)
    {
        StatusCode = statusCode;
        Route = route;
        ServerMessage = serverMessage;
        RequestId = requestId;
    }

    /// <summary>The HTTP status of the reply, of the last one if the request was repeated.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>The verb and the route's template, such as <c>GET /v4/jobs/{jobId}</c>. It holds no values.</summary>
    public string Route { get; }

    /// <summary>The server's own words, if the reply had any.</summary>
    public string? ServerMessage { get; }

    /// <summary>The id that the server gave the request, to quote to its administrators.</summary>
    public string? RequestId { get; }

    /// <summary>How long the server asks to be left alone.</summary>
    internal TimeSpan? RetryAfter { get; set; }
}

/// <summary>The server asks the user to log in again, though the credential itself was accepted (409 with a redirect path).</summary>
public sealed class ReloginRequiredException : DominoApiException
{
    internal ReloginRequiredException(string route, string? serverMessage, string? requestId, Uri loginAddress)
        : base(
            HttpStatusCode.Conflict,
            route,
            serverMessage,
            requestId,
            $"Domino asks you to log in again. Open {loginAddress} in a browser, then try again."
        ) => (FailedRoute, LoginAddress) = (route, loginAddress);

    /// <summary>The page to open in a browser.</summary>
    public Uri LoginAddress { get; }
}
