using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Turns what a request throws into an HTTP answer. Areas do so themselves only where their clients need another form.</summary>
internal sealed partial class ErrorReplies(ILogger<ErrorReplies> logger)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (DomainException e) when (!context.Response.HasStarted)
        {
            await Reply.ErrorAsync(context, StatusOf(e.Kind), e.Message);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await Reply.ErrorAsync(context, e.StatusCode, e.Message);
        }
        catch (Exception e) when (DiskFull.Caused(e) && !context.Response.HasStarted)
        {
            const string Message =
                "The disk that holds the server's data is full; nothing of this request is kept. Free some space and send it again.";
            DiskIsFull(logger, context.Request.Method, context.Request.Path, context.TraceIdentifier, e);
            await Reply.ErrorAsync(context, 507, Message);
        }
        catch (Exception e) when (IsDisconnect(e, context))
        {
            // The client has closed the connection, so nobody reads the reply.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            Failed(logger, context.Request.Method, context.Request.Path, context.TraceIdentifier, e);
            await Reply.ErrorAsync(context, 500, $"The server failed at this request, which it logged as {context.TraceIdentifier}.");
        }
    }

    /// <summary>Gets the HTTP status of a kind of error.</summary>
    public static int StatusOf(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Invalid => 400,
            ErrorKind.Forbidden => 403,
            ErrorKind.NotFound => 404,
            ErrorKind.Conflict => 409,
            ErrorKind.TooMany => 429,
            ErrorKind.BadGateway => 502,
            ErrorKind.Unavailable => 503,
            _ => 500,
        };

    private static bool IsDisconnect(Exception e, HttpContext context) =>
        e is ConnectionResetException || (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed (request {RequestId})")]
    private static partial void Failed(ILogger logger, string method, string path, string requestId, Exception reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} found the disk full (request {RequestId})")]
    private static partial void DiskIsFull(ILogger logger, string method, string path, string requestId, Exception reason);
}
