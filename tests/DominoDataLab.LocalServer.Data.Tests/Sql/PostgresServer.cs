using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Data.Tests.Sql;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace DominoDataLab.LocalServer.Data.Tests.Sql;

/// <summary>A PostgreSQL server with the user <c>ada</c>, who owns the database <c>sales</c>.</summary>
public sealed class PostgresServer : DatabaseServer
{
    private const string Password = "secret of ada";

    protected override IReadOnlyList<string> Folders { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? [.. Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending().Select(folder => Path.Combine(folder, "bin"))]
            : [];

    protected override string Package => "postgresql";

    protected override string Program => "postgres";

    protected override string StopSignal => "INT";

    internal JsonObject Source(string? password = null) =>
        new()
        {
            ["name"] = DataFixture.NewName(),
            ["type"] = "PostgreSQLConfig",
            ["config"] = new JsonObject
            {
                ["host"] = "127.0.0.1",
                ["port"] = Port.ToString(CultureInfo.InvariantCulture),
                ["database"] = "sales",
            },
            ["credentials"] = new JsonObject { ["username"] = "ada", ["password"] = password ?? Password },
        };

    protected override async Task PrepareAsync()
    {
        await RunAsync("initdb", ["--pgdata", Folder, "--username", "root", "--auth-local", "trust", "--auth-host", "scram-sha-256"]);
    }

    protected override IReadOnlyList<string> Arguments() =>
        [
            "-D",
            Folder,
            "-p",
            Port.ToString(CultureInfo.InvariantCulture),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            $"unix_socket_directories={Folder}",
            "-c",
            "fsync=off",
        ];

    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            await RunSqlAsync("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    protected override async Task SeedAsync()
    {
        await RunSqlAsync($"CREATE USER ada PASSWORD '{Password}'");
        await RunSqlAsync("CREATE DATABASE sales OWNER ada");
    }

    /// <summary>Runs statements as the administrator of the server.</summary>
    internal async Task RunSqlAsync(string sql, string database = "postgres")
    {
        await using var source = NpgsqlDataSource.Create($"Host={Folder};Port={Port};Username=root;Database={database};Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>Reads one value as the administrator of the server.</summary>
    internal async Task<object?> ScalarAsync(string sql, string database = "sales")
    {
        await using var source = NpgsqlDataSource.Create($"Host={Folder};Port={Port};Username=root;Database={database};Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(CancellationToken.None);
    }
}
