using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Apps;

/// <summary>
/// Gives each app an origin of its own in browsers, such as <c>http://ID.localhost:7410</c>. So the pages of an app can reach neither the
/// API nor another app with the password that the browser has stored.
/// </summary>
internal sealed class AppOrigins(LocalDominoOptions options)
{
    private const int IdLength = 24;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    // A name below "localhost" leads to this machine in every browser. Other domains must be set up for it.
    private readonly string? _domain =
        options.AppDomain ?? (options.PublicUrl is null || IsThisMachine(options.PublicUrl.Host) ? "localhost" : null);

    /// <summary>Gets the app that a host name belongs to, or null.</summary>
    public string? AppOf(string host) =>
        _domain is not null
        && host.Length == IdLength + 1 + _domain.Length
        && host[IdLength] == '.'
        && host.EndsWith(_domain, StringComparison.OrdinalIgnoreCase)
        && host.AsSpan(0, IdLength).IndexOfAnyExcept(HexDigits) < 0
            ? host[..IdLength]
            : null;

    /// <summary>
    /// Gets the address to which a browser is sent that opens an app under the server's own name; null for other requests.
    /// </summary>
    public string? RedirectOf(HttpRequest request)
    {
        if (
            _domain is null
            || !request.Path.StartsWithSegments("/apps")
            || request.Headers["Sec-Fetch-Dest"] != "document"
            || request.Path.Value!.Split('/', 4) is not ["", _, { Length: IdLength } id, ..]
            || AppOf($"{id}.{_domain}") is null
            || (_domain == "localhost" && !IsThisMachine(request.Host.Host))
        )
        {
            return null;
        }

        var (scheme, port) = options.PublicUrl is { } address ? (address.Scheme, address.Port) : (request.Scheme, request.Host.Port);
        return $"{scheme}://{new HostString($"{id}.{_domain}", port ?? (scheme == "https" ? 443 : 80))}"
            + request.Path.ToUriComponent()
            + request.QueryString.ToUriComponent();
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
