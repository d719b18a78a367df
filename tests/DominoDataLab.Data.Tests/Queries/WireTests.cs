using System.Text;
using System.Text.Json;
using Apache.Arrow;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.Queries;
using DominoDataLab.Data.Tests.Queries.Server;
using Grpc.Core;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>A query sends the ticket and headers of the protocol.</summary>
public sealed class WireTests : QueryTest
{
    private static readonly List<IpcMessage> Pokemon = IpcMessages.Of(Tables.PokemonSchema, Tables.Pokemon());

    [Fact]
    public async Task Case_018_the_ticket_has_four_members_and_a_result_without_columns_is_accepted()
    {
        var empty = new Schema.Builder().Build();
        await using var server = await ScriptedFlightServer.StartAsync(IpcMessages.Of(empty, new RecordBatch(empty, [], 0)));
        server.DataSource = """{"id": "id", "name": "s", "dataSourceType": "PostgreSQLConfig", "authType": "Basic", "config": {}}""";
        using var client = Client(server);

        await using var result = await QueryAsync(client, "SELECT 1");

        Assert.Equal("SELECT 1", result.Statement);
        Assert.Empty(result.Schema.FieldsList);
        var batch = Assert.Single(await ToListAsync(result.ReadBatchesAsync(Stop)));
        Assert.Equal((0, 0), (batch.ColumnCount, batch.Length));
        var call = Assert.Single(server.Calls);
        Assert.Equal(
            """{"datasourceId":"id","sqlQuery":"SELECT 1","configOverwrites":{},"credentialOverwrites":{}}""",
            Encoding.UTF8.GetString(call.TicketBytes)
        );
    }

    [Fact]
    public async Task Case_107_the_call_is_a_server_streaming_grpc_call_over_http_2()
    {
        await using var server = await ScriptedFlightServer.StartAsync(Pokemon);
        using var client = Client(server);

        Assert.Equal([7, 14, 21], await NumbersAsync(await QueryAsync(client, "SELECT * FROM pokemon WHERE name <> 'é%\n'")));

        var call = Assert.Single(server.Calls);
        Assert.Equal("HTTP/2", call.Protocol);
        Assert.Equal("/arrow.flight.protocol.FlightService/DoGet", call.Path);
        Assert.Equal("application/grpc", call.Metadata["content-type"]);
        Assert.Equal("trailers", call.Metadata["te"]);
        Assert.Equal("key-1", call.Metadata["x-domino-api-key"]);
        Assert.Equal("DotNet", call.Metadata["x-domino-client-source"]);
        Assert.Equal("", call.Metadata["x-domino-run-id"]);
        Assert.DoesNotContain("authorization", call.Metadata.Keys);
        Assert.DoesNotContain("x-domino-jwt", call.Metadata.Keys);
        Assert.Equal("SELECT * FROM pokemon WHERE name <> 'é%\n'", call.Statement);
    }

    [Fact]
    public async Task Case_095_an_explicit_token_is_sent_as_authorization_and_nothing_else_is()
    {
        await using var server = await ScriptedFlightServer.StartAsync(Pokemon);
        using var client = Client(server, options => options.Token = "token-x");

        await NumbersAsync(await QueryAsync(client));

        var metadata = Assert.Single(server.Calls).Metadata;
        Assert.Equal("Bearer token-x", metadata["authorization"]);
        Assert.Equal(
            ["x-domino-client-source", "x-domino-run-id"],
            metadata.Keys.Where(key => key.StartsWith("x-domino", StringComparison.Ordinal)).Order()
        );
    }

    [Fact]
    public async Task Case_094_an_api_key_and_a_token_are_sent_together()
    {
        await using var server = await ScriptedFlightServer.StartAsync(Pokemon);
        using var client = Client(server, options => options.TokenService = server.Http);

        await NumbersAsync(await QueryAsync(client));

        var metadata = Assert.Single(server.Calls).Metadata;
        Assert.Equal("key-1", metadata["x-domino-api-key"]);
        Assert.StartsWith("token-", metadata["x-domino-jwt"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_101_the_meta_keys_carry_the_client_source_and_the_run()
    {
        await using var server = await ScriptedFlightServer.StartAsync(Pokemon);
        using var client = Client(server, options => (options.ClientSource, options.RunId) = ("Robot", "6700ab000000000000000001"));

        await NumbersAsync(await QueryAsync(client));

        var metadata = Assert.Single(server.Calls).Metadata;
        Assert.Equal("Robot", metadata["x-domino-client-source"]);
        Assert.Equal("6700ab000000000000000001", metadata["x-domino-run-id"]);
    }

    [Fact]
    public async Task Case_108_a_statement_of_five_million_characters_arrives_whole()
    {
        await using var server = await ScriptedFlightServer.StartAsync(Pokemon);
        using var client = Client(server);
        var statement = $"SELECT '{new string('x', 5_000_000)}'";

        await NumbersAsync(await QueryAsync(client, statement));

        Assert.Equal(statement, Assert.Single(server.Calls).Statement);
    }

    [Fact]
    public async Task Case_046_overrides_are_in_the_ticket_of_the_data_source_that_has_them_and_of_no_other()
    {
        await using var server = await ScriptedFlightServer.StartAsync(Pokemon);
        using var client = Client(server);
        var source = await client.DataSources.GetTabularAsync("pg-basic", Stop);

        await NumbersAsync(
            await source
                .With(
                    new PostgreSQLConfig
                    {
                        Database = "other",
                        Username = "",
                        Password = "pw-1",
                    }
                )
                .QueryAsync("A", Stop)
        );
        await NumbersAsync(await source.QueryAsync("B", Stop));

        Assert.Equal(
            [
                """{"datasourceId":"6700dd000000000000000001","sqlQuery":"A","configOverwrites":{"database":"other"}"""
                    + ""","credentialOverwrites":{"password":"pw-1","username":""}}""",
                """{"datasourceId":"6700dd000000000000000001","sqlQuery":"B","configOverwrites":{},"credentialOverwrites":{}}""",
            ],
            server.Calls.Select(call => Sorted(call.Ticket))
        );
    }

    [Fact]
    public async Task Case_006_a_query_of_an_oauth_source_carries_the_token_of_the_token_service()
    {
        await using var server = await ScriptedFlightServer.StartAsync(Pokemon);
        server.DataSource = """{"id": "id", "name": "s", "dataSourceType": "SnowflakeConfig", "authType": "OAuth", "config": {}}""";
        using var client = Client(
            server,
            options => (options.ApiKey, options.TokenService, options.OAuthTokenService) = (null, server.Http, server.Http)
        );

        await NumbersAsync(await QueryAsync(client));

        var call = Assert.Single(server.Calls);
        // One token for the look-up, one for the override, one for the call.
        Assert.Equal("token-2", call.Ticket.GetProperty("credentialOverwrites").GetProperty("token").GetString());
        Assert.Equal("token-3", call.Metadata["x-domino-jwt"]);
    }

    [Fact]
    public async Task Case_044_without_a_token_service_an_oauth_query_carries_the_first_line_of_the_token_file()
    {
        using var folder = new TestFolder();
        var file = folder.Write("token", "token-f  \nsecond line\n");
        await using var server = await ScriptedFlightServer.StartAsync(Pokemon);
        server.DataSource = """{"id": "id", "name": "s", "dataSourceType": "SnowflakeConfig", "authType": "OAuth", "config": {}}""";
        using var client = Client(server, options => options.OAuthTokenFile = file);

        await NumbersAsync(await QueryAsync(client));

        Assert.Equal("""{"token":"token-f"}""", Assert.Single(server.Calls).Ticket.GetProperty("credentialOverwrites").GetRawText());
    }

    [Fact]
    public async Task Case_045_without_a_token_file_an_oauth_query_fails_before_it_is_sent()
    {
        await using var server = await ScriptedFlightServer.StartAsync(Pokemon);
        server.DataSource = """{"id": "id", "name": "s", "dataSourceType": "SnowflakeConfig", "authType": "OAuth", "config": {}}""";
        using var client = Client(server, options => options.OAuthTokenFile = "/no/such/file");

        var error = await Assert.ThrowsAsync<DominoDataLab.Client.DominoException>(() => QueryAsync(client));

        Assert.Contains("Token file location is not a valid file", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Case_022_unauthenticated_once_is_retried_with_the_same_ticket()
    {
        await using var server = await ScriptedFlightServer.StartAsync(
            (call, number) => number == 0 ? call.EndAsync(StatusCode.Unauthenticated, "expired") : call.SendAsync(Pokemon)
        );
        using var client = Client(server);

        Assert.Equal([7, 14, 21], await NumbersAsync(await QueryAsync(client)));

        Assert.Equal(2, server.Calls.Count);
        Assert.Equal(server.Calls.First().TicketBytes, server.Calls.Last().TicketBytes);
    }

    [Fact]
    public async Task Case_096_each_attempt_of_a_query_has_a_new_token_and_each_query_reads_the_token_file()
    {
        using var folder = new TestFolder();
        await using var server = await ScriptedFlightServer.StartAsync(
            (call, number) => number < 3 ? call.EndAsync(StatusCode.Unauthenticated, "expired") : call.SendAsync(Pokemon)
        );
        using var byService = Client(server, options => (options.ApiKey, options.TokenService) = (null, server.Http));
        using var byFile = Client(server, options => (options.ApiKey, options.TokenFile) = (null, folder.Write("token", "file-1")));

        await NumbersAsync(await QueryAsync(byService));
        var source = await byFile.DataSources.GetTabularAsync("pg-basic", Stop);
        await NumbersAsync(await source.QueryAsync("SELECT 1", Stop));
        folder.Write("token", "file-2");
        await NumbersAsync(await source.QueryAsync("SELECT 1", Stop));

        Assert.Equal(
            ["token-2", "token-3", "token-4", "token-5", "file-1", "file-2"],
            server.Calls.Select(call => call.Metadata["x-domino-jwt"])
        );
    }

    private static string Sorted(JsonElement ticket)
    {
        var credentials = ticket.GetProperty("credentialOverwrites").EnumerateObject().OrderBy(entry => entry.Name, StringComparer.Ordinal);
        var text = string.Join(",", credentials.Select(entry => $"\"{entry.Name}\":{entry.Value.GetRawText()}"));
        return ticket.GetRawText().Split("\"credentialOverwrites\":")[0] + $"\"credentialOverwrites\":{{{text}}}}}";
    }
}
