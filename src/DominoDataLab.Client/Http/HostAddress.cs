namespace DominoDataLab.Client.Http;

/// <summary>Reads the addresses that users write: of a deployment, and of an API proxy.</summary>
internal static class HostAddress
{
    /// <summary>The advice for a server that seems to expect TLS.</summary>
    public const string HttpsAdvice = " If the server uses TLS, use https:// in the address (DOMINO_API_HOST).";

    /// <summary>Scheme and authority of a deployment's address; path, query and fragment are dropped, a missing scheme is https.</summary>
    public static Uri Clean(string host)
    {
        var text = host.Trim();
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "https://" + text;
        }

        if (
            host.Contains(":/", StringComparison.Ordinal) && !host.Contains("://", StringComparison.Ordinal)
            || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.Host.Length == 0
        )
        {
            throw new ArgumentException(
                $"'{Hide(host)}' is not a valid address of a Domino deployment. Use the form https://domino.example.com.",
                nameof(host)
            );
        }

        return new Uri(uri.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>The address of an API proxy: <c>host:port</c> or <c>http(s)://host:port</c>, nothing else.</summary>
    public static Uri Proxy(string proxy)
    {
        var text = proxy.Contains("://", StringComparison.Ordinal) ? proxy : "http://" + proxy;
        var colon = text.LastIndexOf(':');
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var hasPort = colon > scheme && text.Length > colon + 1 && text.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0;
        if (
            !hasPort
            || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.UserInfo.Length > 0
        )
        {
            throw new DominoCredentialException(
                $"'{Hide(proxy)}' is not a valid address of an API proxy. Use the form host:port or http://host:port."
            );
        }

        return uri;
    }

    /// <summary>The address without the user's name and password.</summary>
    public static Uri WithoutUser(Uri address) => new(Show(address));

    /// <summary>Scheme, host and port, for messages.</summary>
    public static string Show(Uri address) => address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>Hides a user name and password in an address that is quoted because it is not valid.</summary>
    public static string Hide(string text) => text.Contains('@', StringComparison.Ordinal) ? "..." + text[text.LastIndexOf('@')..] : text;
}
