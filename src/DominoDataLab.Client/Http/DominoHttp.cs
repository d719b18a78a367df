using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Http;

/// <summary>
/// Sends every request of the library: escaping, credential, time-out, retries, redirects, errors and telemetry live here.
/// </summary>
internal sealed class DominoHttp(
    HttpClient http,
    Uri host,
    DominoCredential credential,
    EnvironmentProxy? proxy,
    DominoClientOptions options,
    int maxRetries,
    ILogger logger
)
{
    private const int MaxRedirects = 30;

    // User info of an address is a secret; neither requests nor messages need it.
    private readonly Uri _host = HostAddress.WithoutUser(host);
    private readonly Uri _base = HostAddress.WithoutUser(credential.ProxyAddress ?? host);
    private bool _hasAnswered;

    public Uri Host => _host;

    public TimeProvider Time => options.TimeProvider;

    public ILogger Logger => logger;

    /// <summary>The number of retries of a request, for callers that retry requests themselves.</summary>
    public int MaxRetries => maxRetries;

    public Task<T> GetJsonAsync<T>(
        string route,
        IReadOnlyList<string> values,
        IReadOnlyList<(string, string?)> query,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    ) => SendJsonAsync(new DominoRequest(route, values) { Query = query, RetryMode = RetryMode.Safe }, type, cancellationToken);

    public Task<TReply> SendJsonAsync<TBody, TReply>(
        string route,
        IReadOnlyList<string> values,
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<TReply> replyType,
        RetryMode retryMode,
        CancellationToken cancellationToken
    ) => SendJsonAsync(Json(route, values, body, bodyType, retryMode), replyType, cancellationToken);

    /// <summary>A request with a JSON body.</summary>
    public static DominoRequest Json<T>(string route, IReadOnlyList<string> values, T body, JsonTypeInfo<T> type, RetryMode retryMode) =>
        new(route, values) { Content = () => JsonBody(body, type), RetryMode = retryMode };

    /// <summary>Gets JSON and makes the result of it. What the conversion throws is a fault of the response.</summary>
    public Task<T> GetJsonAsync<TJson, T>(
        string route,
        IReadOnlyList<string> values,
        IReadOnlyList<(string, string?)> query,
        JsonTypeInfo<TJson> type,
        Func<TJson, T> convert,
        CancellationToken cancellationToken
    ) => SendJsonAsync(new DominoRequest(route, values) { Query = query, RetryMode = RetryMode.Safe }, type, convert, cancellationToken);

    public Task<T> SendJsonAsync<T>(DominoRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendJsonAsync(request, type, static json => json, cancellationToken);

    /// <summary>Sends a request and makes the result of its JSON response. What the conversion throws is a fault of the response.</summary>
    public Task<T> SendJsonAsync<TJson, T>(
        DominoRequest request,
        JsonTypeInfo<TJson> type,
        Func<TJson, T> convert,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            request,
            async (reply, limit) =>
            {
                using (reply)
                {
                    return IsHtml(reply)
                        ? throw await ErrorAsync(request, reply, limit, cancellationToken).ConfigureAwait(false)
                        : await ResponseReader
                            .ReadAsync(reply, request.Route, type, convert, options.MaxResponseSizeBytes, limit)
                            .ConfigureAwait(false);
                }
            },
            cancellationToken
        );

    /// <summary>
    /// Sends a request whose response body is not needed. A web page is a failure, unless the server redirected to it, as forms do.
    /// </summary>
    public Task SendAndForgetAsync(DominoRequest request, CancellationToken cancellationToken) =>
        SendAsync(
            request,
            async (reply, limit) =>
            {
                using (reply)
                {
                    return IsHtml(reply) && !WasSentOn(reply, request)
                        ? throw await ErrorAsync(request, reply, limit, cancellationToken).ConfigureAwait(false)
                        : true;
                }
            },
            cancellationToken
        );

    /// <summary>Sends a body without looking at that of the reply.</summary>
    public Task SendAndForgetJsonAsync<TBody>(
        string route,
        IReadOnlyList<string> values,
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        RetryMode retryMode,
        CancellationToken cancellationToken
    ) => SendAndForgetAsync(Json(route, values, body, bodyType, retryMode), cancellationToken);

    /// <summary>Sends a request and returns the reply when its head has arrived and is a success. The caller disposes it. A web page is
    /// not a success, unless what was asked for may be one.</summary>
    public Task<HttpResponseMessage> SendAsync(DominoRequest request, CancellationToken cancellationToken) =>
        SendAsync(
            request,
            async (reply, limit) =>
            {
                if (request.AllowHtml || !IsHtml(reply))
                {
                    return reply;
                }

                using (reply)
                {
                    throw await ErrorAsync(request, reply, limit, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken
        );

    /// <summary>How long a reply of this server may stall, and the errors when it does.</summary>
    public ReplyLimits Limits { get; } =
        new(
            HostAddress.Show(credential.ProxyAddress ?? host)
                + (proxy?.GetProxy(credential.ProxyAddress ?? host) is { } used ? $", through the proxy {HostAddress.Show(used)}," : ""),
            options.Timeout,
            nameof(DominoClientOptions.Timeout),
            options.TimeProvider
        );

    /// <summary>true if this is how the network, or a body that came over it, fails; otherwise, false.</summary>
    public static bool IsTransport(Exception e) => e is HttpRequestException or IOException or InvalidDataException;

    /// <summary>Creates a client for an address of the deployment, such as an app's, that sends this client's credential.</summary>
    public HttpClient CreateClient(string path, HttpMessageHandler? innerHandler) =>
        new(new CredentialHandler(credential, _base, innerHandler ?? DominoClient.CreateHandler(options)))
        {
            BaseAddress = new Uri(_base, path),
            Timeout = options.Timeout,
        };

    private async Task<T> SendAsync<T>(
        DominoRequest request,
        Func<HttpResponseMessage, TimeLimit, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        var (method, pathAndQuery) = request.Resolve();
        var template = Telemetry.Template(request.Route);
        using var activity = Telemetry.Source.StartActivity($"{method} {template}", ActivityKind.Client);
        activity
            ?.SetTag("http.request.method", method.Method)
            .SetTag("url.template", template)
            .SetTag("server.address", _base.Host)
            .SetTag("server.port", _base.Port);
        for (var retry = 1; ; retry++)
        {
            var started = Time.GetTimestamp();
            HttpStatusCode? status = null;
            DominoException error;
            TimeSpan? wait;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var limit = Limits.Start(cancellationToken);
                var reply = await AttemptAsync(request, method, new Uri(_base, pathAndQuery), limit).ConfigureAwait(false);
                status = reply.StatusCode;
                if (reply.IsSuccessStatusCode)
                {
                    var value = await read(reply, limit).ConfigureAwait(false);
                    Record(activity, method, template, started, status, null);
                    Log.Sent(logger, request.Route, (int)status, Time.GetElapsedTime(started).TotalMilliseconds);
                    return value;
                }

                using (reply)
                {
                    wait =
                        request.RetryMode == RetryMode.Safe
                            ? RetryDelay.After(reply.StatusCode, reply.Headers.RetryAfter, retry, Time.GetUtcNow())
                            : null;
                    var refusal = await ErrorAsync(request, reply, limit, cancellationToken).ConfigureAwait(false);
                    refusal.RetryAfter = RetryDelay.Asked(reply.Headers.RetryAfter, Time.GetUtcNow());
                    Log.Refused(logger, request.Route, (int)status, refusal.RequestId);
                    error = MissingObject.Explain(request, refusal);
                }
            }
            catch (Exception e) when (cancellationToken.IsCancellationRequested && (e is OperationCanceledException || IsTransport(e)))
            {
                var cancelled = new OperationCanceledException(e.Message, e, cancellationToken);
                Record(activity, method, template, started, status, cancelled);
                throw cancelled;
            }
            catch (OperationCanceledException e)
            {
                (error, wait) = (Limits.TimedOut(request.Route, e), request.RetryMode == RetryMode.Safe ? RetryDelay.Before(retry) : null);
            }
            catch (Exception e) when (IsTransport(e))
            {
                (error, wait) = Failed(request, e, retry);
            }
            catch (DominoException e)
            {
                Record(activity, method, template, started, status, e);
                throw;
            }

            Record(activity, method, template, started, status, error);
            if (wait is null || retry > maxRetries)
            {
                throw error;
            }

            Telemetry.Retries.Add(1, new KeyValuePair<string, object?>("url.template", template));
            activity?.SetTag("http.request.resend_count", retry);
            Log.Retrying(logger, request.Route, retry, wait.Value.TotalSeconds);
            await Task.Delay(wait.Value, Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> AttemptAsync(DominoRequest request, HttpMethod method, Uri address, TimeLimit limit)
    {
        var content = request.Content;
        var asked = method;
        var secrets = ServerText.Forms(request.Secrets);
        for (var redirects = 0; ; redirects++)
        {
            using var message = new HttpRequestMessage(method, address)
            {
                Content = content is null ? null : new TimedContent(content(), limit, request.Route),
            };
            message.Headers.UserAgent.ParseAdd(Telemetry.UserAgent);
            if (request.CsrfHeader)
            {
                message.Headers.TryAddWithoutValidation("Csrf-Token", "nocheck");
            }

            message.Headers.Range = request.Range;
            if (request.IfRange is { } version)
            {
                message.Headers.TryAddWithoutValidation("If-Range", version);
            }

            // A credential belongs to one scheme, host and port; it does not follow a redirect elsewhere.
            if (Redirect.SameOrigin(address, _base))
            {
                await (request.Credential ?? credential).ApplyAsync(message.Headers, limit.Token).ConfigureAwait(false);
            }

            secrets = ServerText.Remember(message, secrets);

            var reply = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            limit.Renew();
            _hasAnswered = true;
            if (Redirect.Target(reply, address) is not { } next || redirects >= MaxRedirects || ErrorReader.FlashMessage(reply) is not null)
            {
                return reply;
            }

            // Behind an API proxy the server may name its own address; the way there is still the proxy.
            if (credential.ProxyAddress is not null && Redirect.SameOrigin(next, _host))
            {
                next = new Uri(_base, next.PathAndQuery);
            }

            // Requests that change something are not redirected, nothing is redirected from https to http, and a login page is not an
            // answer.
            var elsewhere = !Redirect.SameOrigin(next, _base);
            if (
                (elsewhere && !Redirect.IsRead(asked))
                || (address.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp)
                || Redirect.IsLogin(next)
            )
            {
                return reply;
            }

            if (!Redirect.KeepsVerb(reply.StatusCode, method))
            {
                (method, content) = (HttpMethod.Get, null);
            }

            reply.Dispose();
            address = next;
        }
    }

    // A server that expects TLS closes the connection when it gets something else.
    private bool MayExpectTls => _base.Scheme == Uri.UriSchemeHttp && !_hasAnswered;

    private Task<DominoApiException> ErrorAsync(
        DominoRequest request,
        HttpResponseMessage reply,
        TimeLimit limit,
        CancellationToken cancellationToken
    ) => ErrorReader.ReadAsync(reply, request.Route, _host, _base, proxy, limit, cancellationToken);

    private (DominoException Error, TimeSpan? Wait) Failed(DominoRequest request, Exception e, int retry)
    {
        var address = HostAddress.Show(_base);
        var cause = e.GetBaseException().Message;
        if (ProxyFailure.Explain(e, _base, proxy) is { } explanation)
        {
            var isRefused = (e as HttpRequestException)?.StatusCode == HttpStatusCode.ProxyAuthenticationRequired;
            return (
                new DominoConnectionException(explanation, e) { FailedRoute = request.Route },
                isRefused || request.RetryMode == RetryMode.ByCaller ? null : RetryDelay.Before(retry)
            );
        }

        switch ((e as HttpRequestException)?.HttpRequestError)
        {
            case HttpRequestError.SecureConnectionError:
                return (
                    new DominoConnectionException(
                        $"Could not establish a TLS connection to {address} ({cause.TrimEnd('.')}). If the server does not use TLS, use "
                            + "http:// in the address (DOMINO_API_HOST). To accept any certificate, set DOMINO_VERIFY_CERTIFICATE=false.",
                        e
                    )
                    {
                        FailedRoute = request.Route,
                        MemberAdvice = "To trust a private certificate authority, set CertificateAuthorityFile.",
                    },
                    null
                );
            case HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError:
                return (
                    new DominoConnectionException(
                        $"{address} could not be reached. Check the address (DOMINO_API_HOST), the network, and that "
                            + $"the deployment is running. ({cause})",
                        e
                    )
                    {
                        FailedRoute = request.Route,
                    },
                    request.RetryMode == RetryMode.ByCaller ? null : RetryDelay.Before(retry)
                );
            default:
                return (
                    Limits.Lost(request.Route, e, MayExpectTls ? HostAddress.HttpsAdvice : ""),
                    request.RetryMode == RetryMode.Safe ? RetryDelay.Before(retry) : null
                );
        }
    }

    private void Record(Activity? activity, HttpMethod method, string template, long started, HttpStatusCode? status, Exception? error)
    {
        var tags = new TagList
        {
            { "http.request.method", method.Method },
            { "url.template", template },
            { "server.address", _base.Host },
            { "server.port", _base.Port },
        };
        if (status is { } code)
        {
            tags.Add("http.response.status_code", (int)code);
            activity?.SetTag("http.response.status_code", (int)code);
        }

        // A status that is an error names itself; otherwise the kind of failure does.
        var type = error switch
        {
            null => null,
            DominoApiException when status is { } failed && (int)failed >= 300 => ((int)failed).ToString(
                System.Globalization.CultureInfo.InvariantCulture
            ),
            _ => error.GetType().FullName,
        };
        if (type is not null)
        {
            tags.Add("error.type", type);
            activity?.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error);
        }
        else
        {
            // An earlier attempt's failure is not the operation's.
            activity?.SetTag("error.type", null).SetStatus(ActivityStatusCode.Unset);
        }

        Telemetry.Requests.Record(Time.GetElapsedTime(started).TotalSeconds, tags);
    }

    private static bool IsHtml(HttpResponseMessage reply) =>
        reply.Content.Headers.ContentType?.MediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true;

    private static bool WasSentOn(HttpResponseMessage reply, DominoRequest request) =>
        !request.Route.StartsWith(reply.RequestMessage!.Method.Method + " ", StringComparison.Ordinal);

    private static ByteArrayContent JsonBody<T>(T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        return content;
    }
}
