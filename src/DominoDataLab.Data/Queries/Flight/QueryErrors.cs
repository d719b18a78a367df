using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using DominoDataLab.Client;
using Grpc.Core;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>
/// Turns what goes wrong in a call into <see cref="DominoQueryException"/>. The exceptions of gRPC are not kept as inner exceptions: their
/// texts contain addresses.
/// </summary>
internal sealed class QueryErrors
{
    private const string DebugContext = ". gRPC client debug context:";
    private const int ShortestSecret = 4;
    private const long Http11Required = 0xD;

    private readonly string[] _secrets;

    public QueryErrors(QueryTicket ticket, Metadata metadata) =>
        _secrets = [
            .. ticket
                .CredentialOverrides.Values.Concat(metadata.Where(IsCredential).Select(entry => entry.Value.Split(' ')[^1]))
                .Where(secret => secret.Length >= ShortestSecret)
                .OrderByDescending(secret => secret.Length),
        ];

    /// <summary>Runs one step of reading.</summary>
    public async ValueTask<T> GuardAsync<T>(Func<CancellationToken, ValueTask<T>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (RpcException e)
        {
            throw From(e);
        }
        catch (Exception e) when (e is not (DominoException or OperationCanceledException))
        {
            throw new DominoQueryException($"The query result could not be read: {Hide(e.Message)}", innerException: e);
        }
    }

    private static bool IsCredential(Metadata.Entry entry) => entry.Key is "authorization" or "x-domino-jwt" or "x-domino-api-key";

    private DominoQueryException From(RpcException error)
    {
        // Only failures found on this side have a cause.
        if (error.Status.DebugException is { } cause)
        {
            return new DominoQueryException(Explain(cause), error.StatusCode);
        }

        var words = Hide(Words(error));
        var text = words.Length > 0 ? words : $"the server answered with status {error.StatusCode}.";
        return new DominoQueryException($"The query failed: {text}", error.StatusCode, words.Length > 0 ? words : null);
    }

    private static string Explain(Exception cause)
    {
        const string connect = "Could not connect to the data source proxy";
        const string check = "Check DOMINO_DATASOURCE_PROXY_FLIGHT_HOST.";
        for (var inner = cause; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case AuthenticationException:
                    return "Could not establish a TLS connection to the data source proxy: its certificate is not trusted or the "
                        + $"server does not use TLS. {check}";
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                    return $"{connect}: its host name is unknown. {check}";
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
                    when Find<SocketException>(inner) is { } socket:
                    return $"{connect}: {Reason(socket.SocketErrorCode)}. {check}";
                case HttpProtocolException { ErrorCode: Http11Required }:
                case HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError
                        or HttpRequestError.VersionNegotiationError
                        or HttpRequestError.InvalidResponse,
                }:
                    return $"{connect}: the server does not accept HTTP/2. {check}";
                case HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }:
                    return "The query failed: the server's error text is too long.";
                case DominoQueryException damaged:
                    return damaged.Message;
            }
        }

        return "The query result is incomplete: the connection was closed before the end. Run the query again.";
    }

    private static string Reason(SocketError error) =>
        error switch
        {
            SocketError.ConnectionRefused => "the connection was refused",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "its host name is unknown",
            SocketError.TimedOut => "it did not answer",
            _ => $"the network reports '{error}'",
        };

    private static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found)
            {
                return found;
            }
        }

        return null;
    }

    // Servers built on the C++ Flight library send the text in trailers of their own, and repeat it in the gRPC status.
    private static string Words(RpcException error)
    {
        var words = error.Status.Detail;
        if (error.Trailers.Get("x-arrow-status") is not null && Text(error.Trailers, "x-arrow-status-message-bin") is { } message)
        {
            var detail = Text(error.Trailers, "x-arrow-status-detail-bin");
            words = string.IsNullOrEmpty(detail) ? message : $"{message}. Detail: {detail}";
        }

        var end = words.IndexOf(DebugContext, StringComparison.Ordinal);
        return end < 0 ? words : words[..end];
    }

    private static string? Text(Metadata trailers, string key) =>
        trailers.GetValueBytes(key) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private string Hide(string text) =>
        _secrets.Aggregate(text, static (rest, secret) => rest.Replace(secret, "***", StringComparison.Ordinal));
}
