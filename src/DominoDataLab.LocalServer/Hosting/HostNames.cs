using System.Net;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>
/// The host names to which the server answers. A page in a browser can make a name of its own point at this machine, and its requests
/// still carry that name.
/// </summary>
internal sealed class HostNames
{
    private readonly HashSet<string> _allowed = new(StringComparer.OrdinalIgnoreCase) { "localhost" };
    private readonly bool _loopbackOnly;

    public HostNames(LocalDominoOptions options)
    {
        _loopbackOnly = IPAddress.IsLoopback(IPAddress.Parse(options.Address));
        _allowed.UnionWith(options.AllowedHosts);
        if (options.PublicUrl is { } address)
        {
            _allowed.Add(address.Host.Trim('[', ']'));
        }

        if (!_loopbackOnly)
        {
            _allowed.Add(Environment.MachineName);
        }
    }

    /// <summary>
    /// Addresses are not names that a page could choose; beyond the loopback interface, any of the machine's own will do.
    /// </summary>
    public bool Allows(string host) =>
        _allowed.Contains(host) || (IPAddress.TryParse(host, out var address) && (!_loopbackOnly || IPAddress.IsLoopback(address)));

    /// <summary>Explains why a host name is refused.</summary>
    public string Refusal(string host) =>
        _loopbackOnly
            ? $"This server answers on localhost only, not to the host name '{host}'."
            : $"This server does not answer to the host name '{host}'. Start it with --allow-host {host} or --public-url.";
}
