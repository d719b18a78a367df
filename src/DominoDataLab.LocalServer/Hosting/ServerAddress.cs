using System.Net;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>The address on which the server listens, and the one that jobs, apps and replies are told.</summary>
internal sealed class ServerAddress(LocalDominoOptions options)
{
    private Uri? _listening;

    /// <summary>The address on which the server listens.</summary>
    public Uri Listening
    {
        get => _listening ?? throw new InvalidOperationException("The server does not listen yet.");
        set => _listening = value;
    }

    /// <summary>The address by which others reach the server.</summary>
    public Uri Public => options.PublicUrl ?? Reachable(Listening);

    /// <summary>The same without a path, such as <c>http://127.0.0.1:7410</c>.</summary>
    public string PublicAuthority => Public.GetLeftPart(UriPartial.Authority);

    /// <summary>
    /// An address that stands for all of the machine's cannot be connected to everywhere, so the loopback address stands in for it.
    /// </summary>
    private static Uri Reachable(Uri listening) =>
        IPAddress.TryParse(listening.Host.Trim('[', ']'), out var address)
        && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(listening) { Host = address.Equals(IPAddress.Any) ? "127.0.0.1" : "[::1]" }.Uri
            : listening;
}
