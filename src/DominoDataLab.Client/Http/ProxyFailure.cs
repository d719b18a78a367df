using System.Net;

namespace DominoDataLab.Client.Http;

/// <summary>Explains failures that are a proxy's and not the server's.</summary>
internal static class ProxyFailure
{
    private const string Advice =
        "Check the proxy (HTTP_PROXY, HTTPS_PROXY or ALL_PROXY), or name the server in NO_PROXY to reach it directly.";

    /// <summary>Explains why no connection to a server was established. Returns null if no proxy is to blame.</summary>
    /// <param name="e">The error of the request.</param>
    /// <param name="server">The address of the server.</param>
    /// <param name="proxies">The proxies. If null, those of the system.</param>
    public static string? Explain(Exception e, Uri server, IWebProxy? proxies)
    {
        proxies ??= HttpClient.DefaultProxy;
        if (e is not HttpRequestException failure || proxies.IsBypassed(server) || proxies.GetProxy(server) is not { } proxy)
        {
            return null;
        }

        switch (failure.HttpRequestError)
        {
            case HttpRequestError.ProxyTunnelError when failure.StatusCode == HttpStatusCode.ProxyAuthenticationRequired:
                return Refused(proxy);
            case HttpRequestError.ProxyTunnelError when failure.StatusCode is { } status:
                return $"The proxy {HostAddress.Show(proxy)} answered {(int)status} and did not connect to {HostAddress.Show(server)}. "
                    + Advice;
            case HttpRequestError.ProxyTunnelError:
            // The runtime names the address that it could not reach only in its message.
            case HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
                when e.Message.Contains($"({proxy.IdnHost}:{proxy.Port})", StringComparison.OrdinalIgnoreCase):
                return $"The proxy {HostAddress.Show(proxy)}, which leads to {HostAddress.Show(server)}, could not be used. {Advice} "
                    + $"({e.GetBaseException().Message})";
            default:
                return null;
        }
    }

    /// <summary>Explains that a proxy requires a user name and password.</summary>
    public static string Refused(Uri proxy) =>
        $"The proxy {HostAddress.Show(proxy)} requires a user name and password (407). Put them into its address, as in "
        + "http://user:password@proxy.example.com:3128.";
}
