using System.Net;

namespace DominoDataLab.Client.Http;

/// <summary>The hosts that are reached without a proxy, as <c>NO_PROXY</c> lists them.</summary>
/// <param name="list">The list, with commas between its entries. If null, no host is listed.</param>
internal sealed class ProxyExceptions(string? list)
{
    private readonly string[] _entries = (list ?? "")
        .Replace(" ", "", StringComparison.Ordinal)
        .Split(',', StringSplitOptions.RemoveEmptyEntries);

    public bool Include(Uri address) =>
        _entries is ["*"]
        || (
            IPAddress.TryParse(address.IdnHost, out var ip)
                ? Array.Exists(_entries, entry => IsNetwork(entry, ip) || IsAddress(entry, ip, address.Port))
                : Array.Exists(_entries, entry => IsDomain(entry, address.IdnHost, address.Port))
        );

    private static bool IsNetwork(string entry, IPAddress address)
    {
        if (
            entry.Split('/') is not [var start, var length]
            || !IPAddress.TryParse(start, out var network)
            || network.AddressFamily != address.AddressFamily
            || !int.TryParse(length, out var bits)
        )
        {
            return false;
        }

        byte[] one = network.GetAddressBytes(),
            other = address.GetAddressBytes();
        return bits > 0
            && bits <= one.Length * 8
            && Enumerable.Range(0, bits).All(bit => ((one[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }

    private static bool IsAddress(string entry, IPAddress address, int port) =>
        entry == address.ToString()
        || (IPEndPoint.TryParse(entry, out var end) && end.Address.Equals(address) && (end.Port == 0 || end.Port == port));

    // A name includes its subdomains, with and without a leading dot.
    private static bool IsDomain(string entry, string host, int port)
    {
        var name = entry.TrimStart('.');
        return Ends(host) || Ends($"{host}:{port}");

        bool Ends(string text) =>
            text.Equals(name, StringComparison.OrdinalIgnoreCase) || text.EndsWith("." + name, StringComparison.OrdinalIgnoreCase);
    }
}
