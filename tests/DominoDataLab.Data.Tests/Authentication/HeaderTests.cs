using DominoDataLab.Client;
using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.Tests.Server;

namespace DominoDataLab.Data.Tests.Authentication;

/// <summary>Which credential goes where.</summary>
public sealed class HeaderTests : DataTest
{
    [Fact]
    public async Task Case_002_a_token_file_without_an_API_key_looks_up_by_bearer_token()
    {
        var file = FileOf("token-1  \nsecond line\n");
        Server.Add("redshift", "RedshiftConfig");
        using var client = Server.Client(options => (options.ApiKey, options.TokenFile) = (null, file));
        await client.DataSources.GetAsync("redshift", Stop);
        var request = Assert.Single(Server.Script.Requests);
        Assert.Equal("Bearer token-1", request["Authorization"]);
        Assert.Null(request["X-Domino-Api-Key"]);
    }

    [Fact]
    public async Task Case_006_the_side_car_is_the_host_and_gives_the_tokens()
    {
        Server.Add("oauth", "TrinoConfig", auth: "OAuth");
        Server.Script.On("GET", "/access-token", ScriptedServer.Text("token-1"));
        var options = new DominoDataClientOptions(name => name == "DOMINO_API_PROXY" ? Server.Address : null);
        using var client = new DominoDataClient(options);
        var source = await client.DataSources.GetTabularAsync("oauth", Stop);
        Assert.Equal("Bearer token-1", Assert.Single(Server.Script.To("/v4/datasource/name/oauth"))["Authorization"]);
        var overrides = await source.OverridesAsync(Stop);
        Assert.Equal(new Dictionary<string, string> { ["token"] = "token-1" }, overrides.Credentials);
        Assert.Empty(overrides.Config);
    }

    [Fact]
    public async Task Case_094_with_key_and_token_the_look_up_goes_by_token_the_proxy_by_key_and_Flight_by_both()
    {
        var file = FileOf("token-1");
        Server.Add("s3", "S3Config");
        Server.Script.On("GET", "/trainingset/a", ScriptedServer.Json("""{"name": "a"}"""));
        var options = Server.Options(options => options.TokenFile = file);
        using var client = new DominoDataClient(options);
        var source = await client.DataSources.GetObjectStoreAsync("s3", Stop);
        await foreach (var _ in source.ListAsync(cancellationToken: Stop)) { }

        await client.TrainingSets.GetAsync("a", Stop);
        var lookUp = Assert.Single(Server.Script.To("/v4/datasource/name/s3"));
        Assert.Equal(("Bearer token-1", null), (lookUp["Authorization"], lookUp["X-Domino-Api-Key"]));
        Assert.Equal("Bearer token-1", Assert.Single(Server.Script.To("/trainingset/a"))["Authorization"]);
        var list = Assert.Single(Server.Script.To("/objectstore/list"));
        Assert.Equal(("key-1", null, null), (list["X-Domino-Api-Key"], list["X-Domino-Jwt"], list["Authorization"]));
        var flight = await source.Connection.Authentication.HeadersAsync(Destination.Flight, Stop);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["X-Domino-Api-Key"] = "key-1",
                ["X-Domino-Jwt"] = "token-1",
                ["X-Domino-Client-Source"] = "DotNet",
                ["X-Domino-Run-Id"] = "",
            },
            flight.ToDictionary()
        );
    }

    [Fact]
    public async Task Case_095_an_explicit_token_goes_everywhere_as_bearer_and_alone()
    {
        Server.Add("data", "DatasetConfig", auth: "NoAuth");
        Server.Objects["a.txt"] = [1];
        using var client = Server.Client(options => options.Token = "token-1");
        var source = await client.Datasets.GetAsync("data", Stop);
        await source.GetAsync("a.txt", Stop);
        Assert.Equal(3, Server.Script.Requests.Count);
        Assert.All(
            Server.Script.Requests,
            request =>
                Assert.Equal(
                    ("Bearer token-1", null, null),
                    (request["Authorization"], request["X-Domino-Api-Key"], request["X-Domino-Jwt"])
                )
        );
        var flight = (await source.Connection.Authentication.HeadersAsync(Destination.Flight, Stop)).ToDictionary();
        Assert.Equal("Bearer token-1", flight["Authorization"]);
        Assert.DoesNotContain("X-Domino-Api-Key", flight.Keys);
        Assert.DoesNotContain("X-Domino-Jwt", flight.Keys);
    }

    [Fact]
    public async Task Case_096_token_file_and_token_service_are_read_for_every_request()
    {
        var file = FileOf("token-1");
        Server.Add("pg", "PostgreSQLConfig");
        using (var client = Server.Client(options => (options.ApiKey, options.TokenFile) = (null, file)))
        {
            await client.DataSources.GetAsync("pg", Stop);
            FileOf("token-2");
            await client.DataSources.GetAsync("pg", Stop);
        }

        Server.Script.Next("GET", "/access-token", ScriptedServer.Text("token-3"), ScriptedServer.Text("token-4"));
        using (var client = Server.Client(options => (options.ApiKey, options.TokenService) = (null, Server.Address)))
        {
            await client.DataSources.GetAsync("pg", Stop);
            await client.DataSources.GetAsync("pg", Stop);
        }

        var tokens = Server.Script.To("/v4/datasource/name/pg").Select(request => request["Authorization"]);
        Assert.Equal(["Bearer token-1", "Bearer token-2", "Bearer token-3", "Bearer token-4"], tokens);
    }

    [Fact]
    public async Task Case_100_one_credential_is_sent_whatever_other_clients_have_sent()
    {
        var file = FileOf("token-1");
        Server.Add("pg", "PostgreSQLConfig");
        using (var byKey = Server.Client())
        {
            await byKey.DataSources.GetAsync("pg", Stop);
        }

        using (var byToken = Server.Client(options => (options.ApiKey, options.TokenFile) = (null, file)))
        {
            await byToken.DataSources.GetAsync("pg", Stop);
        }

        var seen = Server.Script.Requests.Select(request => (request["X-Domino-Api-Key"], request["Authorization"]));
        Assert.Equal([("key-1", null), (null, "Bearer token-1")], seen);
    }

    [Theory]
    [InlineData("Notebook", "6700ee000000000000000001", "Notebook", "6700ee000000000000000001", "?runId=6700ee000000000000000001")]
    [InlineData("", "", "DotNet", null, "")]
    [InlineData(null, null, "DotNet", null, "")]
    public async Task Case_101_meta_headers_and_the_run(string? source, string? run, string? sentSource, string? sentRun, string query)
    {
        Server.Add("s3", "S3Config");
        var options = new DominoDataClientOptions(name =>
            name switch
            {
                "DOMINO_CLIENT_SOURCE" => source,
                "DOMINO_RUN_ID" => run,
                "DOMINO_USER_API_KEY" => "key-1",
                "DOMINO_DATASOURCE_PROXY_HOST" or "DOMINO_API_HOST" => Server.Address,
                _ => null,
            }
        );
        using var client = new DominoDataClient(options);
        var store = await client.DataSources.GetObjectStoreAsync("s3", Stop);
        await foreach (var _ in store.ListAsync(cancellationToken: Stop)) { }

        Assert.Equal("/v4/datasource/name/s3" + query, Server.Script.Requests[0].Target);
        Assert.Null(Server.Script.Requests[0]["X-Domino-Run-Id"]);
        var list = Assert.Single(Server.Script.To("/objectstore/list"));
        Assert.Equal((sentSource, sentRun), (list["X-Domino-Client-Source"], list["X-Domino-Run-Id"]));
        var flight = (await store.Connection.Authentication.HeadersAsync(Destination.Flight, Stop)).ToDictionary();
        Assert.Equal((sentSource, sentRun ?? ""), (flight["X-Domino-Client-Source"], flight["X-Domino-Run-Id"]));
    }

    [Fact]
    public void Without_any_credential_no_client_is_made()
    {
        var error = Assert.Throws<DominoCredentialException>(() => Server.Client(options => options.ApiKey = null).Dispose());
        Assert.Contains("DOMINO_USER_API_KEY", error.Message, StringComparison.Ordinal);
        Assert.Throws<DominoCredentialException>(() => Server.Client(options => options.ApiKey = " ").Dispose());
    }

    [Fact]
    public async Task A_secret_that_no_header_may_hold_is_refused_without_being_shown()
    {
        using var client = Server.Client(options => options.ApiKey = "sec\nret");
        var error = await Assert.ThrowsAsync<DominoCredentialException>(() => client.DataSources.GetAsync("a", Stop));
        Assert.DoesNotContain("ret", error.ToString().Split(" at ")[0], StringComparison.Ordinal);
        Assert.Empty(Server.Script.Requests);
    }

    [Fact]
    public async Task Cookies_are_not_sent_back()
    {
        Server.Script.On(
            "GET",
            "/v4/datasource/name/pg",
            async (context, request) =>
            {
                context.Response.Headers.SetCookie = "dominoSession=1; Path=/";
                await ScriptedServer.Json(DataServer.Details("pg", "PostgreSQLConfig"))(context, request);
            }
        );
        using var client = Server.Client();
        await client.DataSources.GetAsync("pg", Stop);
        await client.DataSources.GetAsync("pg", Stop);
        Assert.All(Server.Script.Requests, request => Assert.Null(request["Cookie"]));
    }
}
