using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Tests.Storage;

/// <summary>The database of a running server, opened beside it.</summary>
internal static class ServerDatabase
{
    public static async Task ExecuteAsync(LocalDomino server, string sql)
    {
        await using var connection = await OpenAsync(server);
        await using var command = Command(connection, sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<List<string>> ReadAsync(LocalDomino server, string sql)
    {
        await using var connection = await OpenAsync(server);
        await using var command = Command(connection, sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    private static async Task<SqliteConnection> OpenAsync(LocalDomino server)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(server.DataFolder, "domino.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
