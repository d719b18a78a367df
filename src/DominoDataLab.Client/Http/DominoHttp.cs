using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Http;

/// <summary>Sends every request of the library: escaping, credential, time-out, repetition, redirects, errors and telemetry live here.</summary>
internal sealed class DominoHttp(HttpClient http, Uri host, DominoCredential credential, DominoClientOptions options, int maxRetries, ILogger logger)
{
    private const int MaxRedirects = 10;
    private const int MaxErrorBytes = 256 * 1024;
    private readonly Uri _base = credential.ProxyAddress ?? host;

    public Uri Host => host;

    public TimeProvider Time => options.TimeProvider;

    public async Task<T> GetJsonAsync<T>(string route, IReadOnlyList<string> values, IReadOnlyList<(string, string?)> query, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await SendJsonAsync(new DominoRequest(route, values) { Query = query, Repeat = Repeat.Safe }, type, cancellationToken).ConfigureAwait(false);

    public async Task<TReply> SendJsonAsync<TBody, TReply>(string route, IReadOnlyList<string> values, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TReply> replyType, Repeat repeat, CancellationToken cancellationToken) =>
        await SendJsonAsync(new DominoRequest(route, values) { Content = () => JsonBody(body, bodyType), Repeat = repeat }, replyType, cancellationToken).ConfigureAwait(false);

    public async Task<T> SendJsonAsync<T>(DominoRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var reply = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        using var limit = TimeLimit(cancellationToken);
        var html = reply.Content.Headers.ContentType?.MediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true;
        try
        {
            if (!html)
            {
                var stream = await reply.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
                await using (stream.ConfigureAwait(false))
                {
                    return await JsonSerializer.DeserializeAsync(stream, type, limit.Token).ConfigureAwait(false)
                        ?? throw new DominoApiException(reply.StatusCode, request.Route, null, ErrorReader.RequestId(reply), $"{request.Route}: {_base} answered null where a value was expected.");
                }
            }
        }
        catch (JsonException e)
        {
            throw new DominoApiException(reply.StatusCode, request.Route, null, ErrorReader.RequestId(reply), $"{request.Route}: {_base} answered with something that is not the expected JSON ({e.Message}). Is it a Domino deployment?", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(request.Route, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Lost(request.Route, e);
        }

        throw await ErrorReader.ReadAsync(reply, request.Route, host, MaxErrorBytes, limit.Token).ConfigureAwait(false);
    }

    /// <summary>Sends without looking at the body of the reply.</summary>
    public async Task SendAndForgetAsync(DominoRequest request, CancellationToken cancellationToken) =>
        (await SendAsync(request, cancellationToken).ConfigureAwait(false)).Dispose();

    /// <summary>Sends a body without looking at that of the reply.</summary>
    public Task SendAndForgetJsonAsync<TBody>(string route, IReadOnlyList<string> values, TBody body, JsonTypeInfo<TBody> bodyType, Repeat repeat, CancellationToken cancellationToken) =>
        SendAndForgetAsync(new DominoRequest(route, values) { Content = () => JsonBody(body, bodyType), Repeat = repeat }, cancellationToken);

    /// <summary>Sends and returns the reply once its head is here and is a success; the caller disposes it.</summary>
    public async Task<HttpResponseMessage> SendAsync(DominoRequest request, CancellationToken cancellationToken)
    {
        var (method, pathAndQuery) = request.Resolve();
        using var activity = Telemetry.Source.StartActivity($"{method} {request.Route[(request.Route.IndexOf(' ', StringComparison.Ordinal) + 1)..]}", ActivityKind.Client);
        activity?.SetTag("http.request.method", method.Method).SetTag("url.template", request.Route).SetTag("server.address", _base.Host).SetTag("server.port", _base.Port);
        for (var retry = 1; ; retry++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var started = Time.GetTimestamp();
            TimeSpan? wait;
            try
            {
                var reply = await AttemptAsync(request, method, new Uri(_base, pathAndQuery), cancellationToken).ConfigureAwait(false);
                Telemetry.Requests.Record(Time.GetElapsedTime(started).TotalSeconds, new("http.request.method", method.Method), new("url.template", request.Route), new("http.response.status_code", (int)reply.StatusCode));
                activity?.SetTag("http.response.status_code", (int)reply.StatusCode);
                if (reply.IsSuccessStatusCode)
                {
                    Log.Sent(logger, request.Route, (int)reply.StatusCode, Time.GetElapsedTime(started).TotalMilliseconds);
                    return reply;
                }

                wait = request.Repeat == Repeat.Safe && retry <= maxRetries
                    ? RetryDelay.After(reply.StatusCode, reply.Headers.RetryAfter, retry, Time.GetUtcNow())
                    : null;
                using (reply)
                {
                    if (wait is null)
                    {
                        using var limit = TimeLimit(cancellationToken);
                        var error = await ErrorReader.ReadAsync(reply, request.Route, host, MaxErrorBytes, limit.Token).ConfigureAwait(false);
                        Log.Refused(logger, request.Route, (int)reply.StatusCode, error.RequestId);
                        activity?.SetStatus(ActivityStatusCode.Error);
                        throw error;
                    }
                }
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                wait = request.Repeat == Repeat.Safe && retry <= maxRetries ? RetryDelay.Before(retry) : throw TimedOut(request.Route, e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                var sent = e is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError };
                var hopeless = e is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };
                wait = retry <= maxRetries && !hopeless && (!sent || request.Repeat == Repeat.Safe) ? RetryDelay.Before(retry) : throw Lost(request.Route, e);
            }

            Telemetry.Retries.Add(1, new KeyValuePair<string, object?>("url.template", request.Route));
            Log.Retrying(logger, request.Route, retry, wait.Value.TotalSeconds);
            await Task.Delay(wait.Value, Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A limit on waiting that also ends with the caller's token.</summary>
    public TimeLimit TimeLimit(CancellationToken cancellationToken) => new(options.Timeout, Time, cancellationToken);

    public DominoTimeoutException TimedOut(string route, Exception cause) =>
        new($"{route}: {_base} did not answer within {options.Timeout.TotalSeconds:0.###} s. Raise Timeout in the options if it is only slow.", cause);

    public DominoConnectionException Lost(string route, Exception cause)
    {
        var why = cause is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? "its certificate was not accepted. Name your authority in CertificateAuthorityFile, or set DOMINO_VERIFY_CERTIFICATE=false"
            : "the connection failed. Check the address (DOMINO_API_HOST), the network, and that the deployment is running";
        return new DominoConnectionException($"{route}: {_base} could not be reached or broke off: {why}. ({cause.Message})", cause);
    }

    private async Task<HttpResponseMessage> AttemptAsync(DominoRequest request, HttpMethod method, Uri address, CancellationToken cancellationToken)
    {
        using var limit = TimeLimit(cancellationToken);
        var content = request.Content;
        for (var redirects = 0; ; redirects++)
        {
            using var message = new HttpRequestMessage(method, address) { Content = content?.Invoke() };
            message.Headers.UserAgent.ParseAdd(Telemetry.UserAgent);
            if (request.CsrfHeader)
            {
                message.Headers.TryAddWithoutValidation("Csrf-Token", "nocheck");
            }

            // A credential belongs to one scheme, host and port; it does not follow a redirect elsewhere.
            var home = IsHome(address);
            if (home)
            {
                await credential.ApplyAsync(message.Headers, limit.Token).ConfigureAwait(false);
            }

            var reply = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            var next = RedirectTarget(reply, address);
            if (next is null || redirects >= MaxRedirects || ErrorReader.FlashMessage(reply) is not null)
            {
                return reply;
            }

            var keepsVerb = reply.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect || method == HttpMethod.Get || method == HttpMethod.Head;
            if (keepsVerb && content is not null && !IsHome(next))
            {
                return reply;
            }

            if (!keepsVerb)
            {
                method = HttpMethod.Get;
                content = null;
            }

            reply.Dispose();
            address = next;
        }
    }

    private bool IsHome(Uri address) =>
        address.Scheme == _base.Scheme && address.Port == _base.Port && string.Equals(address.Host, _base.Host, StringComparison.OrdinalIgnoreCase);

    private static Uri? RedirectTarget(HttpResponseMessage reply, Uri from)
    {
        if (reply.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || reply.Headers.Location is not { } location)
        {
            return null;
        }

        var target = new Uri(from, location);
        return target.Scheme == Uri.UriSchemeHttp || target.Scheme == Uri.UriSchemeHttps ? target : null;
    }

    private static ByteArrayContent JsonBody<T>(T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        return content;
    }
}
