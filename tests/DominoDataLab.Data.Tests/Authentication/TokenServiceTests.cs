using DominoDataLab.Client;
using DominoDataLab.Data.Authentication;
using DominoDataLab.Data.Tests.Server;

namespace DominoDataLab.Data.Tests.Authentication;

/// <summary>A token service that fails, is slow, or is not there.</summary>
public sealed class TokenServiceTests : DataTest
{
    private readonly HastyClock _clock = new();

    [Theory]
    [InlineData(307)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Case_097_after_two_seconds_of_failures_the_token_file_is_used(int status)
    {
        Server.Add("pg", "PostgreSQLConfig");
        Server.Script.On("GET", "/access-token", ScriptedServer.Status(status));
        var file = FileOf("token-1");
        using var client = Client(options => options.TokenFile = file);
        await _clock.RunAsync(client.DataSources.GetAsync("pg", Stop));
        Assert.Equal("Bearer token-1", Server.Script.To("/v4/datasource/name/pg").Single()["Authorization"]);
        Assert.InRange(Server.Script.To("/access-token").Count, 2, 8);
    }

    [Fact]
    public async Task Case_097_without_a_file_the_API_key_or_nothing_is_used()
    {
        Server.Add("pg", "PostgreSQLConfig");
        Server.Script.On("GET", "/access-token", ScriptedServer.Status(503));
        using (var client = Client(options => options.ApiKey = "key-1"))
        {
            await _clock.RunAsync(client.DataSources.GetAsync("pg", Stop));
        }

        using (var client = Client(_ => { }))
        {
            await _clock.RunAsync(client.DataSources.GetAsync("pg", Stop));
        }

        var seen = Server.Script.To("/v4/datasource/name/pg").Select(request => (request["X-Domino-Api-Key"], request["Authorization"]));
        Assert.Equal([("key-1", null), (null, null)], seen);
    }

    [Fact]
    public async Task Case_097_a_failure_that_passes_is_retried()
    {
        Server.Add("pg", "PostgreSQLConfig");
        Server.Script.On("GET", "/access-token", ScriptedServer.Text("token-1"));
        Server.Script.Next("GET", "/access-token", ScriptedServer.Status(503), ScriptedServer.Status(503));
        using var client = Client(_ => { });
        await _clock.RunAsync(client.DataSources.GetAsync("pg", Stop));
        Assert.Equal("Bearer token-1", Server.Script.To("/v4/datasource/name/pg").Single()["Authorization"]);
    }

    [Fact]
    public async Task Case_098_a_service_that_is_slow_twice_is_an_error_even_with_a_token_file()
    {
        Server.Script.On("GET", "/access-token", ScriptedServer.Never());
        var file = FileOf("token-1");
        using var client = Client(options => (options.TokenFile, options.ProxyTimeout) = (file, TimeSpan.FromSeconds(5)));
        await Assert.ThrowsAsync<DominoTimeoutException>(() => _clock.RunAsync(client.DataSources.GetAsync("pg", Stop)));
        Assert.DoesNotContain(Server.Script.Requests, request => request.Path != "/access-token");
        Assert.InRange(Server.Script.Requests.Count, 1, 2);
    }

    [Fact]
    public async Task Case_098_a_service_that_is_not_there_is_an_error_at_once()
    {
        var file = FileOf("token-1");
        using var client = Server.Client(options =>
            (options.ApiKey, options.TokenFile, options.TokenService) = (null, file, "http://127.0.0.1:1")
        );
        var error = await Assert.ThrowsAsync<DominoConnectionException>(() => client.DataSources.GetAsync("pg", Stop));
        Assert.Contains("Could not get a token", error.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Script.Requests);
    }

    [Fact]
    public async Task Case_098_Flight_goes_on_with_the_API_key_alone()
    {
        Server.Add("pg", "PostgreSQLConfig");
        using var client = Server.Client(options => options.TokenService = "http://127.0.0.1:1");
        var connection = new DataConnection(
            Server.Options(options => options.TokenService = "http://127.0.0.1:1"),
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
        );
        var metadata = (await connection.Authentication.HeadersAsync(Destination.Flight, Stop)).ToDictionary();
        Assert.Equal("key-1", metadata["X-Domino-Api-Key"]);
        Assert.DoesNotContain("X-Domino-Jwt", metadata.Keys);
    }

    [Theory]
    [InlineData("token-1\n", "Bearer token-1")]
    [InlineData("", null)]
    public async Task Case_099_a_token_is_trimmed_and_an_empty_one_is_none(string body, string? sent)
    {
        Server.Add("pg", "PostgreSQLConfig");
        Server.Script.On("GET", "/access-token", ScriptedServer.Text(body));
        using var client = Client(_ => { });
        await client.DataSources.GetAsync("pg", Stop);
        Assert.Equal(sent, Server.Script.To("/v4/datasource/name/pg").Single()["Authorization"]);
    }

    private DominoDataClient Client(Action<DominoDataClientOptions> change) =>
        Server.Client(options =>
        {
            options.ApiKey = null;
            options.TokenService = Server.Address;
            options.TimeProvider = _clock.Time;
            options.ProxyTimeout = options.DominoTimeout = TimeSpan.FromHours(10);
            change(options);
        });
}
