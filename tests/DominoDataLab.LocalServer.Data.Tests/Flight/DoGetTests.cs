using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;

namespace DominoDataLab.LocalServer.Data.Tests.Flight;

public sealed class DoGetTests(DataFixture fixture)
{
    private const string Numbers = "SELECT range AS n FROM range(25)";
    private readonly DataServer _data = fixture.Data;

    [Fact]
    public async Task Case_018_the_ticket_is_read_in_any_spelling_of_JSON()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        foreach (
            var ticket in new[]
            {
                $$$"""{"datasourceId": "{{{source}}}", "sqlQuery": "SELECT 'ü' AS u", "configOverwrites": {},"""
                    + $$$""" "credentialOverwrites": {}}""",
                $$$"""{"datasourceId":"{{{source}}}","sqlQuery":"SELECT '\u00fc' AS u","configOverwrites":{},"credentialOverwrites":{}}""",
                $$$"""  {"credentialOverwrites": {"a": "b"}, "sqlQuery": "SELECT '\u00FC' AS \u0075", "more": [1], "datasourceId":"""
                    + $$$""" "{{{source}}}"}""",
            }
        )
        {
            var table = await _data.Flight.ReadAsync(ticket, _data.Key(), DataFixture.Ct);
            Assert.Equal(["ü"], table.Column<string>("u"));
        }
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("""{"datasourceId": "x"}""")]
    [InlineData("""{"datasourceId": "x", "sqlQuery": 1}""")]
    [InlineData("""{"datasourceId": "x", "datasourceId": "y", "sqlQuery": "SELECT 1"}""")]
    [InlineData("""{"datasourceId": "x", "sqlQuery": "SELECT 1", "configOverwrites": {"database": 1}}""")]
    [InlineData("""{"datasourceId": "x", "sqlQuery": "\ud800", "configOverwrites": []}""")]
    public async Task A_ticket_that_is_not_valid_is_InvalidArgument(string ticket)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => _data.Flight.ReadAsync(ticket, _data.Key(), DataFixture.Ct));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
    }

    [Theory]
    [InlineData("authorization", "Bearer {0}")]
    [InlineData("x-domino-jwt", "{0}")]
    [InlineData("x-domino-api-key", "{0}")]
    public async Task Case_094_each_kind_of_credential_is_taken_also_beside_one_that_is_not_valid(string name, string value)
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        foreach (var other in new[] { "authorization", "x-domino-jwt", "x-domino-api-key" })
        {
            var metadata = new Metadata { { name, string.Format(null, value, _data.Server.ApiKey) } };
            if (other != name)
            {
                metadata.Add(other, "Bearer stale");
            }

            var table = await _data.Flight.ReadAsync(FlightClient.Ticket(source, Numbers), metadata, DataFixture.Ct);
            Assert.Equal(25, table.Rows);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nobody's key")]
    public async Task Without_a_valid_credential_the_status_is_Unauthenticated(string? key)
    {
        var metadata = new Metadata();
        if (key is not null)
        {
            metadata.Add("x-domino-api-key", key);
        }

        var refusal = await Assert.ThrowsAsync<RpcException>(() =>
            _data.Flight.ReadAsync(FlightClient.Ticket("any", "SELECT 1"), metadata, DataFixture.Ct)
        );
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        Assert.Contains("key", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_source_is_NotFound_and_one_that_is_not_shared_is_PermissionDenied()
    {
        Assert.Equal(StatusCode.NotFound, (await _data.RefusalAsync("000000000000000000000000", "SELECT 1")).StatusCode);
        using var folder = new TestFolder();
        var mine = await _data.CreateAsync(folder);
        var refusal = await _data.RefusalAsync(mine, "SELECT 1", "stranger");
        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
        Assert.Equal("Your role does not authorize you to perform this action", refusal.Status.Detail);
        var shared = await _data.CreateAsync(folder, new JsonObject { ["shared"] = new JsonArray("collaborator") });
        Assert.Equal(1, (await _data.QueryAsync(shared, "SELECT 1 AS one", "collaborator")).Rows);
        Assert.Equal(StatusCode.PermissionDenied, (await _data.RefusalAsync(shared, "SELECT 1", "stranger")).StatusCode);
        var everyone = await _data.CreateAsync(folder, new JsonObject { ["shared"] = true });
        Assert.Equal(1, (await _data.QueryAsync(everyone, "SELECT 1 AS one", "stranger")).Rows);
    }

    [Fact]
    public async Task Case_108_a_statement_of_5_million_characters_arrives_whole()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        var text = new string('a', 5_000_000);
        var table = await _data.QueryAsync(source, $"SELECT length('{text}') AS n");
        Assert.Equal([5_000_000], table.Column<long?>("n"));
    }

    [Fact]
    public async Task Case_111_a_result_without_rows_is_a_schema_alone_and_rows_come_in_order()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        var empty = await _data.QueryAsync(source, Numbers + " WHERE range < 0");
        Assert.Empty(empty.Batches);
        Assert.Equal("n", Assert.Single(empty.Schema.FieldsList).Name);
        var table = await _data.QueryAsync(source, Numbers);
        Assert.Equal(Enumerable.Range(0, 25).Select(n => (long?)n), table.Column<long?>("n"));
    }

    [Fact]
    public async Task Case_112_six_million_rows_come_whole_and_in_order()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        using var call = _data.Flight.Start(
            FlightClient.Ticket(source, "SELECT range AS n, if(range % 3 = 0, NULL, 'value ' || range % 100) AS s FROM range(6000000)"),
            _data.Key(),
            DataFixture.Ct
        );
        var table = await FlightClient.ReadAsync(call, DataFixture.Ct);
        var next = 0L;
        foreach (var batch in table.Batches)
        {
            var (numbers, texts) = ((Apache.Arrow.Int64Array)batch.Column(0), (Apache.Arrow.StringArray)batch.Column(1));
            for (var row = 0; row < batch.Length; row++, next++)
            {
                Assert.True(numbers.Values[row] == next, "The rows are not in order.");
                Assert.True(texts.IsNull(row) == (next % 3 == 0), "A null is at another place.");
                if (next % 1000 == 1 && next % 3 != 0)
                {
                    Assert.Equal($"value {next % 100}", texts.GetString(row));
                }
            }
        }

        Assert.Equal(6_000_000, next);
    }

    [Fact]
    public async Task Case_021_an_error_that_is_asked_for_has_the_trailers_of_the_C_plus_plus_library()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        await FailAsync(
            new JsonObject
            {
                ["source"] = source,
                ["status"] = "Internal",
                ["message"] = "is bad",
            }
        );
        var refusal = await _data.RefusalAsync(source, Numbers);
        Assert.Equal(StatusCode.Internal, refusal.StatusCode);
        Assert.Equal("5", refusal.Trailers.GetValue("x-arrow-status"));
        Assert.Equal("is bad", Encoding.UTF8.GetString(refusal.Trailers.GetValueBytes("x-arrow-status-message-bin")!));
        Assert.Equal("Internal", Encoding.UTF8.GetString(refusal.Trailers.GetValueBytes("x-arrow-status-detail-bin")!));
        Assert.Equal(25, (await _data.QueryAsync(source, Numbers)).Rows);
    }

    [Fact]
    public async Task Case_114_each_status_comes_before_and_after_rows_and_without_trailers_where_asked()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        foreach (var code in Enum.GetValues<StatusCode>().Where(code => code != StatusCode.OK))
        {
            foreach (var after in new[] { 0, 1, 2 })
            {
                var fault = new JsonObject
                {
                    ["source"] = source,
                    ["status"] = code.ToString(),
                    ["message"] = "lost",
                    ["afterMessages"] = after,
                    ["trailers"] = false,
                };
                await FailAsync(fault);
                var refusal = await _data.RefusalAsync(source, Numbers);
                Assert.Equal(code, refusal.StatusCode);
                Assert.Equal("lost", refusal.Status.Detail);
                Assert.DoesNotContain(refusal.Trailers, entry => entry.Key.StartsWith("x-arrow-status", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Case_138_the_arrow_status_is_5_with_no_status_for_which_Python_raises_another_exception()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        var numbers = new Dictionary<StatusCode, string?>();
        foreach (var code in Enum.GetValues<StatusCode>().Where(code => code != StatusCode.OK))
        {
            await FailAsync(new JsonObject { ["source"] = source, ["status"] = code.ToString() });
            numbers[code] = (await _data.RefusalAsync(source, Numbers)).Trailers.GetValue("x-arrow-status");
        }

        Assert.Equal(
            [
                StatusCode.Cancelled,
                StatusCode.Unknown,
                StatusCode.DeadlineExceeded,
                StatusCode.Unauthenticated,
                StatusCode.PermissionDenied,
                StatusCode.Internal,
                StatusCode.Unavailable,
            ],
            numbers.Where(pair => pair.Value == "5").Select(pair => pair.Key).OrderBy(code => code != StatusCode.Cancelled).ThenBy(Order)
        );
        Assert.Equal("4", numbers[StatusCode.InvalidArgument]);
        Assert.Equal("2", numbers[StatusCode.NotFound]);
        Assert.Equal("10", numbers[StatusCode.Unimplemented]);
    }

    [Fact]
    public async Task Case_139_error_texts_are_cut_so_that_all_metadata_stays_below_8192_bytes()
    {
        using var folder = new TestFolder();
        var source = await _data.CreateAsync(folder);
        var plain = new string('x', 1000);
        foreach (
            var (text, isWhole) in new[]
            {
                (plain, true),
                (new string('x', 60_000), false),
                (new string('ü', 30_000), false),
                ("50 % of\nAda’s 😀", true),
            }
        )
        {
            await FailAsync(
                new JsonObject
                {
                    ["source"] = source,
                    ["status"] = "Internal",
                    ["message"] = text,
                }
            );
            var refusal = await _data.RefusalAsync(source, Numbers);
            var (detail, message) = (refusal.Status.Detail, refusal.Trailers.GetValueBytes("x-arrow-status-message-bin")!);
            Assert.Equal(detail, Encoding.UTF8.GetString(message));
            Assert.True(Encoding.UTF8.GetByteCount(detail) <= 2000, "The text is too long.");
            Assert.True(Uri.EscapeDataString(detail).Length + (message.Length * 4 / 3) < 7500, "The metadata is too long.");
            Assert.Equal(isWhole, detail == text);
            Assert.StartsWith(detail.TrimEnd('…'), text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Case_141_a_result_that_is_abandoned_after_one_batch_ends_the_statement_and_frees_its_place()
    {
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions().AddDataSources(new LocalDataSourcesOptions { MaxQueries = 1, MaxQueriesPerUser = 1 }),
            DataFixture.Ct
        );
        using var data = new DataServer(server);
        using var folder = new TestFolder();
        var source = await data.CreateAsync(folder);
        using (
            var call = data.Flight.Start(
                FlightClient.Ticket(source, "SELECT range AS n FROM range(100000000000)"),
                data.Key(),
                DataFixture.Ct
            )
        )
        {
            Assert.True(await call.ResponseStream.MoveNext(DataFixture.Ct));
            Assert.True(await call.ResponseStream.MoveNext(DataFixture.Ct));
        }

        // The only place is free again, so this does not wait for ever.
        Assert.Equal(25, (await data.QueryAsync(source, Numbers).WaitAsync(TimeSpan.FromMinutes(1), DataFixture.Ct)).Rows);
    }

    [Fact]
    public async Task A_statement_that_has_sent_nothing_yet_ends_when_its_client_goes()
    {
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions().AddDataSources(new LocalDataSourcesOptions { MaxQueries = 1, MaxQueriesPerUser = 1 }),
            DataFixture.Ct
        );
        using var data = new DataServer(server);
        using var folder = new TestFolder();
        var source = await data.CreateAsync(folder);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(DataFixture.Ct);
        const string Endless = "SELECT count(*) AS n FROM range(1000000000) AS a, range(1000000000) AS b WHERE hash(a.range, b.range) = 1";
        using var call = data.Flight.Start(FlightClient.Ticket(source, Endless), data.Key(), gone.Token);
        var first = call.ResponseStream.MoveNext(gone.Token);
        var second = data.QueryAsync(source, Numbers);
        Assert.False(second.IsCompleted);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => first);
        Assert.Equal(25, (await second.WaitAsync(TimeSpan.FromMinutes(1), DataFixture.Ct)).Rows);
    }

    [Fact]
    public async Task The_listener_refuses_a_host_name_that_is_not_the_servers()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"http://{_data.Server.GetFlightAddress().Authority}/arrow.flight.protocol.FlightService/DoGet"
        )
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 0]),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.Host = "evil.example.com";
        request.Headers.Add("X-Domino-Api-Key", _data.Server.ApiKey);
        using var reply = await _data.Http.SendAsync(request, DataFixture.Ct);
        Assert.Equal("7", Assert.Single(reply.Headers.GetValues("grpc-status")));
    }

    private static int Order(StatusCode code) =>
        Array.IndexOf(
            [
                StatusCode.Cancelled,
                StatusCode.Unknown,
                StatusCode.DeadlineExceeded,
                StatusCode.Unauthenticated,
                StatusCode.PermissionDenied,
                StatusCode.Internal,
                StatusCode.Unavailable,
            ],
            code
        );

    private async Task FailAsync(JsonObject fault)
    {
        var (status, body) = await _data.SendAsync(HttpMethod.Post, "/local/datasources/faults", fault);
        Assert.True(status == HttpStatusCode.NoContent, body?.ToJsonString());
    }
}
