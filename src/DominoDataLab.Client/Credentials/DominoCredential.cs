using System.Net.Http.Headers;

namespace DominoDataLab.Client;

/// <summary>How requests prove who sends them. It never shows its secret.</summary>
public abstract class DominoCredential
{
    private protected DominoCredential(string kind) => Kind = kind;

    /// <summary>The kind, such as <c>API key</c>.</summary>
    public string Kind { get; }

    /// <summary>The proxy that adds the credential, or null.</summary>
    internal virtual Uri? ProxyAddress => null;

    internal abstract ValueTask ApplyAsync(HttpRequestHeaders headers, CancellationToken cancellationToken);

    /// <summary>An API proxy, which adds the credential itself; every request goes there.</summary>
    /// <param name="address"><c>host:port</c> or <c>http(s)://host:port</c>.</param>
    /// <exception cref="DominoCredentialException">The address has another form.</exception>
    public static DominoCredential ApiProxy(string address) => new ProxyCredential(Http.HostAddress.Proxy(address));

    /// <summary>A bearer token, sent as <c>Authorization: Bearer</c>.</summary>
    /// <param name="token">The token; a <c>Bearer </c> that it begins with is not sent twice.</param>
    /// <exception cref="DominoCredentialException">It has a character that no header may hold, or nothing follows
    /// <c>Bearer</c>.</exception>
    public static DominoCredential BearerToken(string token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(token);
        _ = TokenText.BearerHeader(token, "bearer token"); // A token that can't be sent is refused now, not with the first request.
        return new CallbackCredential("bearer token", _ => ValueTask.FromResult(token));
    }

    /// <summary>A file with a token on its first line. It is read for every request, so a renewed token is used at once.</summary>
    /// <param name="path">The file's path.</param>
    public static DominoCredential TokenFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new CallbackCredential("token file", cancellationToken => ReadAsync(path, cancellationToken));
    }

    /// <summary>An API key, sent as <c>X-Domino-Api-Key</c>.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="DominoCredentialException">It has a character that no header may hold.</exception>
    public static DominoCredential ApiKey(string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new ApiKeyCredential(TokenText.CheckHeader(key.Trim(), "API key"));
    }

    /// <summary>A token of the caller's own making, asked for before every request.</summary>
    /// <param name="getToken">Gives a bearer token. What it throws becomes a <see cref="DominoCredentialException"/> of the call.</param>
    public static DominoCredential FromCallback(Func<CancellationToken, ValueTask<string>> getToken)
    {
        ArgumentNullException.ThrowIfNull(getToken);
        return new CallbackCredential("callback", getToken);
    }

    /// <summary>A model's access token, which is user name and password at once.</summary>
    internal static DominoCredential ModelToken(string token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(token);
        return new BasicCredential(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{token}:{token}")));
    }

    /// <summary>The kind only, never the secret.</summary>
    public override string ToString() => Kind;

    private static async ValueTask<string> ReadAsync(string path, CancellationToken cancellationToken) =>
        await TokenText.ReadFileAsync(path, cancellationToken).ConfigureAwait(false) is { Length: > 0 } token
            ? token
            : throw new DominoCredentialException($"The token file '{path}' has no token on its first line.");

    private sealed class ProxyCredential(Uri address) : DominoCredential("API proxy")
    {
        internal override Uri ProxyAddress => address;

        internal override ValueTask ApplyAsync(HttpRequestHeaders headers, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class ApiKeyCredential(string key) : DominoCredential("API key")
    {
        internal override ValueTask ApplyAsync(HttpRequestHeaders headers, CancellationToken cancellationToken)
        {
            headers.TryAddWithoutValidation("X-Domino-Api-Key", key);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class BasicCredential(string userAndPassword) : DominoCredential("model access token")
    {
        internal override ValueTask ApplyAsync(HttpRequestHeaders headers, CancellationToken cancellationToken)
        {
            headers.TryAddWithoutValidation("Authorization", "Basic " + userAndPassword);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class CallbackCredential(string kind, Func<CancellationToken, ValueTask<string>> getToken) : DominoCredential(kind)
    {
        internal override async ValueTask ApplyAsync(HttpRequestHeaders headers, CancellationToken cancellationToken)
        {
            string token;
            try
            {
                token = await getToken(cancellationToken).ConfigureAwait(false) ?? "";
            }
            catch (Exception e) when (e is not (DominoException or OperationCanceledException))
            {
                // Whatever fails here fails before Domino was asked, and must not look like Domino's failure.
                throw new DominoCredentialException($"The {Kind} could not give a token: {e.Message}", e);
            }

            headers.TryAddWithoutValidation("Authorization", TokenText.BearerHeader(token, Kind));
        }
    }
}
