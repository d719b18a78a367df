using System.Net;
using System.Text.Json.Nodes;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Tests.Sources;

public sealed class SourceFileTests
{
    [Theory]
    [InlineData("{", "line 1 is not valid JSON")]
    [InlineData("[]", "it must be an object with the array 'sources'")]
    [InlineData("""{"sources": [{"type": "MySQLConfig"}]}""", "sources[0]: 'name' is missing or empty")]
    [InlineData("""{"sources": [{"name": "a"}]}""", "sources[0] (\"a\"): 'type' and 'engine' are missing")]
    [InlineData("""{"sources": [{"name": "a", "type": "PostgresConfig"}]}""", "Invalid type 'PostgresConfig'. Use BigQueryConfig,")]
    [InlineData(
        """{"sources": [{"name": "a", "engine": "oracle"}]}""",
        "Invalid engine 'oracle'. Use duckdb, demo, sqlite, postgresql, mysql"
    )]
    [InlineData(
        """{"sources": [{"name": "a", "engine": "mysql", "type": "OracleConfig"}]}""",
        "'mysql' cannot serve sources of type 'OracleConfig'"
    )]
    [InlineData("""{"sources": [{"name": "a", "engine": "duckdb", "path": "./nowhere"}]}""", "nowhere', which does not exist")]
    [InlineData(
        """{"sources": [{"name": "a", "engine": "duckdb", "path": ".", "readonly": true}]}""",
        "Unknown member 'readonly'. Use name,"
    )]
    [InlineData(
        """{"sources": [{"name": "a", "engine": "duckdb", "path": ".", "readOnly": false}]}""",
        "files of a folder can only be read"
    )]
    [InlineData(
        """{"sources": [{"name": "a", "engine": "duckdb", "path": ".", "limits": {"rows": 0}}]}""",
        "'limits.rows' must be a whole number above 0"
    )]
    [InlineData("""{"sources": [{"name": "a", "type": "MySQLConfig"}]}""", "'config.host' is missing")]
    [InlineData("""{"sources": [{"name": "a", "type": "MySQLConfig", "config": {"host": "h", "port": "x"}}]}""", "'config.port' is 'x'")]
    [InlineData("""{"sources": [{"name": "a", "type": "VerticaConfig", "shared": ["nobody"]}]}""", "User 'nobody' was not found")]
    [InlineData("""{"sources": [{"name": "a", "type": "VerticaConfig", "owner": 1}]}""", "'owner' must be a")]
    [InlineData("""{"sources": [{"name": "a", "type": "VerticaConfig", "authType": "Password"}]}""", "Invalid authType 'Password'")]
    [InlineData(
        """{"sources": [{"name": "a", "type": "VerticaConfig", "credentials": {"username": {"env": "DOMINO_NOT_SET"}}}]}""",
        "'DOMINO_NOT_SET', which is not set"
    )]
    [InlineData(
        """{"sources": [{"name": "a", "type": "VerticaConfig"}, {"name": "a", "type": "VerticaConfig"}]}""",
        "sources[1] (\"a\"): Another source has the same name"
    )]
    public async Task A_file_that_is_not_valid_stops_the_start_with_the_place_and_the_reason(string file, string reason)
    {
        using var folder = new TestFolder().Write("sources.json", file);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(folder, server: null));
        Assert.Contains(folder.File("sources.json"), failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_declared_source_keeps_its_ID_over_a_restart_and_goes_with_its_declaration()
    {
        using var data = new TestFolder();
        using var folder = new TestFolder()
            .Write("rows.csv", "n\n1\n")
            .Write(
                "sources.json",
                """{"sources": [{"name": "a", "engine": "duckdb", "path": "."}, {"name": "b", "type": "VerticaConfig"}]}"""
            );
        string id;
        await using (var first = await StartAsync(folder, data))
        {
            using var server = new DataServer(first);
            id = (string)(await server.SendAsync(HttpMethod.Get, "/v4/datasource/name/a")).Body!["id"]!;
            Assert.Equal([1], (await server.QueryAsync(id, "SELECT n FROM rows")).Column<long?>("n"));
            var (status, body) = await server.SendAsync(HttpMethod.Delete, "/local/datasources/a");
            Assert.Equal(HttpStatusCode.Conflict, status);
            Assert.Contains("declared in the server's file", (string?)body!["message"], StringComparison.Ordinal);
        }

        folder.Write("sources.json", """{"sources": [{"name": "a", "engine": "duckdb", "path": ".", "description": "new"}]}""");
        await using var second = await StartAsync(folder, data);
        using var again = new DataServer(second);
        var (_, kept) = await again.SendAsync(HttpMethod.Get, "/v4/datasource/name/a");
        Assert.Equal(id, (string?)kept!["id"]);
        Assert.Equal("new", (string?)kept["description"]);
        Assert.Equal(HttpStatusCode.NotFound, (await again.SendAsync(HttpMethod.Get, "/v4/datasource/name/b")).Status);
        Assert.Equal(StatusCode.NotFound, (await again.RefusalAsync("b", "SELECT 1")).StatusCode);
    }

    private static Task<LocalDomino> StartAsync(TestFolder folder, TestFolder? server) =>
        LocalDomino.StartAsync(
            new LocalDominoOptions { DataFolder = server?.Path }.AddDataSources(
                new LocalDataSourcesOptions { SourcesFile = folder.File("sources.json") }
            )
        );
}
