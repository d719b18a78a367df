using System.Collections.Concurrent;
using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Data.Sql.Rows;
using Npgsql;

namespace DominoDataLab.LocalServer.Data.Sql.Postgres;

/// <summary>PostgreSQL, and databases that speak its protocol.</summary>
internal sealed class PostgresEngine(LocalDataSourcesOptions options) : ISqlEngine, IDisposable
{
    private const int UsualPort = 5432;
    private readonly ConcurrentDictionary<ServerSettings, NpgsqlDataSource> _pools = new();

    public string Name => "postgresql";

    public IReadOnlyList<string> Types { get; } = ["PostgreSQLConfig", "GreenplumConfig", "RedshiftConfig"];

    public bool IsDefault => true;

    public IReadOnlyList<string> Members { get; } = ["readOnly", "limits"];

    public void Check(SourceSpec spec, string folder)
    {
        QueryLimits.Read(spec.Settings, options.StatementTimeout);
        _ = spec.Settings.Flag("readOnly");
        ServerSettings.Check(spec);
    }

    public ISqlQuery Create(SqlStatement statement)
    {
        var settings = ServerSettings.Of(statement, UsualPort);
        return new PostgresQuery(this, settings, statement);
    }

    /// <summary>Opens a connection. Those with a query's own credentials or database are not kept.</summary>
    public NpgsqlConnection Open(ServerSettings settings, bool isKept)
    {
        if (isKept)
        {
            return _pools.GetOrAdd(settings, _ => Build(settings, pooling: true)).OpenConnection();
        }

        using var once = Build(settings, pooling: false);
        return once.OpenConnection();
    }

    public void Dispose()
    {
        foreach (var pool in _pools.Values)
        {
            pool.Dispose();
        }
    }

    private static NpgsqlDataSource Build(ServerSettings settings, bool pooling)
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = settings.Host,
            Port = settings.Port,
            Database = settings.Database.Length > 0 ? settings.Database : null,
            Username = settings.User,
            Password = settings.Password,
            SslMode = settings.RequiresTls ? SslMode.Require : SslMode.Prefer,
            ApplicationName = "Domino local server",
            Pooling = pooling,
            ConnectionIdleLifetime = 30,
            ConnectionPruningInterval = 10,
            Enlist = false,
            Timezone = "UTC",
        };
        var builder = new NpgsqlSlimDataSourceBuilder(text.ToString());
        builder.EnableTransportSecurity();

        // Without this, an array is an error of the driver that advises to change the code.
        builder.EnableArrays();
        return builder.Build();
    }
}
