using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DominoDataLab.Client;
using DominoDataLab.Client.Http;
using DominoDataLab.Data.Authentication;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Data.Http;

/// <summary>Sends every HTTP request of the package: credentials, meta headers, timeouts and errors live here. It sends once.</summary>
internal sealed class DataHttp : IDisposable
{
    private const int MaxRedirects = 10;

    private readonly DominoDataClientOptions _options;
    private readonly ILogger _logger;
    private readonly HttpClient _services = Create(DecompressionMethods.All);
    private readonly Lazy<HttpClient> _storage = new(() => Create(DecompressionMethods.None));
    private readonly Lazy<HttpClient> _unverified;

    public DataHttp(DominoDataClientOptions options, ILogger logger)
    {
        (_options, _logger) = (options, logger);
        _unverified = new(CreateUnverified);
    }

    /// <summary>Sends and reads the answer, whatever its status; the reader ends before the answer is disposed of.</summary>
    /// <exception cref="DominoConnectionException">The server could not be reached, or the connection broke.</exception>
    /// <exception cref="DominoTimeoutException">The server did not answer in time.</exception>
    public async Task<T> SendAsync<T>(
        DataRequest request,
        DataAuthentication? authentication,
        Func<DataReply, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        var (reply, limit) = await StartAsync(request, authentication, cancellationToken).ConfigureAwait(false);
        using (limit)
        using (reply)
        {
            return await GuardAsync(request, () => read(new DataReply(request, reply, limit, cancellationToken)), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Sends and returns once the head of the answer is here; the caller disposes of it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        DataRequest request,
        DataAuthentication? authentication,
        CancellationToken cancellationToken
    )
    {
        var (reply, limit) = await StartAsync(request, authentication, cancellationToken).ConfigureAwait(false);
        limit.Dispose();
        return reply;
    }

    /// <summary>Creates the exception for an error response.</summary>
    public async Task<DominoApiException> ErrorAsync(DataRequest request, HttpResponseMessage reply, CancellationToken cancellationToken)
    {
        using var limit = Limits(request).Start(cancellationToken);
        return await new DataReply(request, reply, limit, cancellationToken).ErrorAsync().ConfigureAwait(false);
    }

    public ReplyLimits Limits(DataRequest request) =>
        new(HostAddress.Show(request.Address), request.Timeout.Value, request.Timeout.Option, _options.TimeProvider);

    public void Dispose()
    {
        _services.Dispose();
        foreach (var made in new[] { _storage, _unverified }.Where(client => client.IsValueCreated))
        {
            made.Value.Dispose();
        }
    }

    private async Task<(HttpResponseMessage Reply, TimeLimit Limit)> StartAsync(
        DataRequest request,
        DataAuthentication? authentication,
        CancellationToken cancellationToken
    )
    {
        // Before the limit starts: to get a token may take longer than the request.
        var credential =
            request.Destination is { } destination && authentication is not null
                ? await authentication.HeadersAsync(destination, cancellationToken).ConfigureAwait(false)
                : [];
        var limit = Limits(request).Start(cancellationToken);
        try
        {
            var reply = await GuardAsync(request, () => SendAsync(request, credential, limit), cancellationToken).ConfigureAwait(false);
            return (reply, limit);
        }
        catch
        {
            limit.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        DataRequest request,
        IReadOnlyList<KeyValuePair<string, string>> credential,
        TimeLimit limit
    )
    {
        var client = request.Channel switch
        {
            HttpChannel.Storage => _storage.Value,
            HttpChannel.UnverifiedStorage => _unverified.Value,
            _ => _services,
        };
        var address = request.Address;
        for (var redirects = 0; ; redirects++)
        {
            using var message = new HttpRequestMessage(request.Method, address);
            message.Content = request.Content is { } content ? new TimedContent(content(), limit, request.Action) : null;
            message.Headers.UserAgent.ParseAdd(Telemetry.UserAgent);
            message.Headers.Range = request.Range;
            var headers = request.Headers.Select(header => KeyValuePair.Create(header.Name, header.Value));
            foreach (var (name, value) in Redirect.SameOrigin(address, request.Address) ? headers.Concat(credential) : headers)
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }

            var reply = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            limit.Renew();
            if (
                !request.FollowsRedirects
                || redirects == MaxRedirects
                || Redirect.Target(reply, address) is not { } next
                || (address.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp)
            )
            {
                return reply;
            }

            reply.Dispose();
            address = next;
        }
    }

    private async Task<T> GuardAsync<T>(DataRequest request, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception e)
            when (cancellationToken.IsCancellationRequested && (e is OperationCanceledException || DominoHttp.IsTransport(e)))
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (OperationCanceledException e)
        {
            throw Limits(request).TimedOut($"Could not {request.Action}", e);
        }
        catch (HttpRequestException e) when (IsUnreachable(e))
        {
            throw new DominoConnectionException(
                $"Could not {request.Action}: "
                    + (
                        ProxyFailure.Explain(e, request.Address, EnvironmentProxy.Read())
                        ?? $"{HostAddress.Show(request.Address)} could not be reached ({e.GetBaseException().Message}). "
                            + "Check the address, the network, and that the server is running."
                    ),
                e
            );
        }
        catch (Exception e) when (DominoHttp.IsTransport(e))
        {
            throw Limits(request).Lost($"Could not {request.Action}", e);
        }
    }

    private static bool IsUnreachable(HttpRequestException e) =>
        e.HttpRequestError
            is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.ProxyTunnelError
                or HttpRequestError.SecureConnectionError;

    private static HttpClient Create(DecompressionMethods decompression) =>
        new(Handler(decompression)) { Timeout = Timeout.InfiniteTimeSpan };

    private HttpClient CreateUnverified()
    {
        Log.CertificateUnverified(_logger);
        var handler = Handler(DecompressionMethods.None);
#pragma warning disable CA5359 // Documented at VerifyGenericS3Certificate, which turns verification on, and logged.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static SocketsHttpHandler Handler(DecompressionMethods decompression) =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            Proxy = EnvironmentProxy.Read(),
            AutomaticDecompression = decompression,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
}
