using System.Net;

namespace DominoDataLab.Client.Http;

/// <summary>The network proxies of the environment variables, which are read as Python's <c>requests</c> reads them.</summary>
internal sealed class EnvironmentProxy : IWebProxy, ICredentials
{
    private static readonly string[] Socks = ["socks4", "socks4a", "socks5"];

    private readonly ProxyExceptions _exceptions = new(Variable.Read("no_proxy") ?? Variable.Read("NO_PROXY"));
    private readonly Dictionary<string, Uri> _proxies = [];
    private readonly Dictionary<Uri, NetworkCredential> _credentials = [];

    private EnvironmentProxy()
    {
        var all = Read("all_proxy");
        foreach (var scheme in new[] { Uri.UriSchemeHttp, Uri.UriSchemeHttps })
        {
            if ((Read(scheme + "_proxy") ?? all) is { } proxy)
            {
                _proxies[scheme] = proxy;
            }
        }
    }

    ICredentials? IWebProxy.Credentials
    {
        get => this;
        set => throw new NotSupportedException();
    }

    /// <summary>Reads the variables. Returns null if none names a proxy; then the system's settings apply.</summary>
    /// <exception cref="ArgumentException">A variable does not have the address of a proxy.</exception>
    public static EnvironmentProxy? Read()
    {
        var read = new EnvironmentProxy();
        return read._proxies.Count == 0 ? null : read;
    }

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    /// <summary>Gets the proxy for an address, without a user name and password. Returns null if the address needs no proxy.</summary>
    public Uri? GetProxy(Uri destination) => _exceptions.Include(destination) ? null : _proxies.GetValueOrDefault(destination.Scheme);

    NetworkCredential? ICredentials.GetCredential(Uri uri, string authType) => _credentials.GetValueOrDefault(uri);

    private Uri? Read(string name)
    {
        var upper = name.ToUpperInvariant();
        if (Variable.Read(name) is { } lower)
        {
            return Parse(name, lower);
        }

        // A CGI program gets the header 'Proxy' of whoever calls it in this variable.
        return upper == "HTTP_PROXY" && Variable.Read("REQUEST_METHOD") is not null ? null
            : Variable.Read(upper) is { } value ? Parse(upper, value)
            : null;
    }

    private Uri Parse(string name, string value)
    {
        var (scheme, rest) = value.Trim().Split("://", 2) is [var given, var address]
            ? (given.ToLowerInvariant(), address)
            : ("http", value.Trim());
        scheme = scheme == "socks5h" ? "socks5" : scheme;
        var at = rest.LastIndexOf('@');
        if (
            !(scheme is "http" or "https" || Socks.Contains(scheme))
            || !Uri.TryCreate($"{scheme}://{rest[(at + 1)..]}", UriKind.Absolute, out var uri)
            || uri.Host.Length == 0
        )
        {
            throw new ArgumentException(
                $"{name} is '{HostAddress.Hide(value)}', which is not a valid address of a proxy. Use the form "
                    + "http://proxy.example.com:3128."
            );
        }

        var proxy = new UriBuilder(scheme, uri.Host, uri.Port < 0 ? 1080 : uri.Port).Uri;
        if (at >= 0)
        {
            var user = rest[..at].Split(':', 2);
            _credentials[proxy] = new NetworkCredential(
                Uri.UnescapeDataString(user[0]),
                Uri.UnescapeDataString(user.ElementAtOrDefault(1) ?? "")
            );
        }

        return proxy;
    }
}
