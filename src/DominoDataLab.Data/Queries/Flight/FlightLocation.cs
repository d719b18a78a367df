namespace DominoDataLab.Data.Queries.Flight;

/// <summary>The location of the data source proxy for queries: an address for HTTP/2, or the path of a Unix domain socket.</summary>
/// <param name="Address">The address for HTTP/2, <c>http</c> or <c>https</c>.</param>
/// <param name="SocketPath">The path of the socket, or null if the address is used as it is.</param>
internal sealed record FlightLocation(Uri Address, string? SocketPath)
{
    private const string Cure =
        "Use grpc://host:port, grpc+tcp://host:port, grpc+tls://host:port or grpc+unix:///path in DOMINO_DATASOURCE_PROXY_FLIGHT_HOST.";

    /// <summary>Reads a Flight location.</summary>
    /// <exception cref="DominoQueryException">The location is not set, or its form is not supported.</exception>
    public static FlightLocation Parse(string? location)
    {
        if (string.IsNullOrWhiteSpace(location))
        {
            throw new DominoQueryException($"Could not run the query: the address of the data source proxy is not set. {Cure}");
        }

        if (
            Uri.TryCreate(location.Trim(), UriKind.Absolute, out var uri)
            && uri is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
            && Read(uri) is { } known
        )
        {
            return known;
        }

        throw new DominoQueryException($"Could not run the query: the address of the data source proxy is not a Flight location. {Cure}");
    }

    private static FlightLocation? Read(Uri uri) =>
        (uri.Scheme, uri.Host.Length > 0, uri.Port > 0, uri.AbsolutePath) switch
        {
            ("grpc" or "grpc+tcp", true, true, "" or "/") => new(new Uri($"http://{uri.Authority}"), null),
            ("grpc+tls", true, true, "" or "/") => new(new Uri($"https://{uri.Authority}"), null),
            ("grpc+unix", false, _, { Length: > 1 } path) => new(new Uri("http://localhost"), Uri.UnescapeDataString(path)),
            _ => null,
        };
}
