namespace DominoDataLab.LocalServer.Data;

/// <summary>The settings of the data sources of a local server.</summary>
public sealed record LocalDataSourcesOptions
{
    /// <summary>
    /// The port of the Arrow Flight listener, at the server's address. It speaks TLS if the server does. 0 is any free port. Default: 0.
    /// </summary>
    public int FlightPort { get; init; }

    /// <summary>
    /// A JSON file that declares data sources. Sources that were declared before and are no longer in the file are removed. If null, the
    /// server has the sources that were created through its API. Default: null.
    /// </summary>
    public string? SourcesFile { get; init; }

    /// <summary>
    /// true to serve a source named <c>demo</c> that every user may query; otherwise, false. Its rows are generated when it is first
    /// queried, and take about 250 MB in the data folder. Default: false.
    /// </summary>
    public bool EnableDemonstrationSource { get; init; }

    /// <summary>
    /// The user whose key <c>GET /access-token</c> gives to anyone who can reach the server, as the token service of a Domino
    /// execution does. If null, the route gives the caller's own key and requires one. The server refuses to start with this option
    /// when it listens beyond this machine. Default: null.
    /// </summary>
    public string? AccessTokenUser { get; init; }

    /// <summary>The number of queries that run at once; others wait for their turn. At least 1. Default: 8.</summary>
    public int MaxQueries { get; init; } = 8;

    /// <summary>The number of queries of one user that run at once. At least 1. Default: 4.</summary>
    public int MaxQueriesPerUser { get; init; } = 4;

    /// <summary>The number of queries of one user that wait; further ones are refused. At least 0. Default: 100.</summary>
    public int MaxWaitingQueriesPerUser { get; init; } = 100;

    /// <summary>
    /// How long the database may work on one query, where the source sets no limit of its own. The time that the client takes to
    /// read is not counted. Default: 1 hour.
    /// </summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a client may take no data before its query is ended. Default: 10 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
