using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Data.Tests.Sql;
using MySqlConnector;

[assembly: AssemblyFixture(typeof(MySqlServer))]

namespace DominoDataLab.LocalServer.Data.Tests.Sql;

/// <summary>A MariaDB server with the user <c>ada</c>, who owns the database <c>sales</c>.</summary>
public sealed class MySqlServer : DatabaseServer
{
    private const string Password = "secret of ada";

    protected override IReadOnlyList<string> Folders { get; } = ["/usr/sbin", "/usr/bin", "/usr/libexec"];

    protected override string Package => "mariadb-server";

    protected override string Program => "mariadbd";

    protected override string StopSignal => "TERM";

    private string Socket => Path.Combine(Folder, "mysqld.sock");

    internal JsonObject Source(string type = "MySQLConfig") =>
        new()
        {
            ["name"] = DataFixture.NewName(),
            ["type"] = type,
            ["config"] = new JsonObject
            {
                ["host"] = "127.0.0.1",
                ["port"] = Port.ToString(CultureInfo.InvariantCulture),
                ["database"] = "sales",
            },
            ["credentials"] = new JsonObject { ["username"] = "ada", ["password"] = Password },
        };

    protected override Task PrepareAsync() =>
        RunAsync(
            "mariadb-install-db",
            ["--no-defaults", "--datadir=" + Folder, "--auth-root-authentication-method=normal", "--skip-test-db"]
        );

    protected override IReadOnlyList<string> Arguments() =>
        [
            "--no-defaults",
            "--datadir=" + Folder,
            "--port=" + Port.ToString(CultureInfo.InvariantCulture),
            "--bind-address=127.0.0.1",
            "--socket=" + Socket,
            "--pid-file=" + Path.Combine(Folder, "pid"),
            "--innodb-flush-log-at-trx-commit=0",
        ];

    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            await RunSqlAsync("SELECT 1");
            return true;
        }
        catch (MySqlException)
        {
            return false;
        }
    }

    protected override async Task SeedAsync()
    {
        await RunSqlAsync("CREATE DATABASE sales CHARACTER SET utf8mb4");
        await RunSqlAsync($"CREATE USER ada@'%' IDENTIFIED BY '{Password}'");
        await RunSqlAsync("GRANT ALL ON sales.* TO ada@'%'");
    }

    /// <summary>Runs a statement as the administrator of the server.</summary>
    internal async Task<object?> RunSqlAsync(string sql)
    {
        await using var connection = new MySqlConnection(
            $"Server={Socket};Protocol=UnixSocket;User ID=root;Pooling=false;AllowUserVariables=true"
        );
        await connection.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(CancellationToken.None);
    }
}
