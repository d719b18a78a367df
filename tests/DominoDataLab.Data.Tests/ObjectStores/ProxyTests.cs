using System.Net;
using DominoDataLab.Client;
using DominoDataLab.Data.ObjectStores;
using DominoDataLab.Data.Tests.Server;

namespace DominoDataLab.Data.Tests.ObjectStores;

/// <summary>Requests to the data source proxy, and its answers.</summary>
public sealed class ProxyTests : DataTest
{
    private async Task<ObjectStoreDataSource> StoreAsync(DominoDataClient client, string type = "S3Config")
    {
        Server.Add("s3", type);
        return await client.DataSources.GetObjectStoreAsync("s3", Stop);
    }

    [Fact]
    public async Task Case_010_list_with_prefix_and_size()
    {
        Server.Objects["diabetes.csv"] = Server.Objects["diabetes_changed.csv"] = [];
        using var client = Server.Client();
        var store = await StoreAsync(client);
        Assert.Equal(["diabetes.csv", "diabetes_changed.csv"], await store.ListAsync(cancellationToken: Stop).ToListAsync(Stop));
        Assert.Equal(["diabetes.csv"], await store.ListAsync("", 1, Stop).ToListAsync(Stop));
        Assert.Equal(["diabetes_changed.csv"], await store.ListAsync("diabetes_", cancellationToken: Stop).ToListAsync(Stop));
        var body = Server.Script.To("/objectstore/list")[2].Text;
        Assert.Equal(
            $$$"""{"datasourceId":"{{{store.Id}}}","prefix":"diabetes_","configOverwrites":{},"credentialOverwrites":{}"""
                + $$$""","page_size":1000}""",
            body
        );
        Assert.Equal("application/json", Server.Script.To("/objectstore/list")[2]["Content-Type"]);
    }

    [Fact]
    public async Task Case_011_a_token_file_that_does_not_exist_is_ignored()
    {
        Server.Objects["a"] = [];
        using var client = Server.Client(options => options.TokenFile = Path.Combine(Folder, "none"));
        Assert.Equal(["a"], await (await StoreAsync(client)).ListAsync(cancellationToken: Stop).ToListAsync(Stop));
    }

    [Theory]
    [InlineData("null", 0)]
    [InlineData("[]", 0)]
    [InlineData("""["a"]""", 1)]
    public async Task Case_013_a_list_that_is_null_is_empty(string body, int count)
    {
        Server.Script.On("POST", "/objectstore/list", ScriptedServer.Json(body));
        using var client = Server.Client();
        var store = await StoreAsync(client);
        Assert.Equal(count, await store.ListAsync(cancellationToken: Stop).CountAsync(Stop));
        Assert.Single(Server.Script.To("/objectstore/list"));
    }

    [Fact]
    public async Task Case_007_and_104_a_signed_URL_is_kept_to_the_byte()
    {
        const string Url = "https://b.s3.us-west-2.amazonaws.com/a%2Fb/../%7Ec/akey?X=%7E%2f&y=1+2&z=";
        Server.Script.On("POST", "/objectstore/key", ScriptedServer.Json($"\"{Url.Replace("&", "\\u0026", StringComparison.Ordinal)}\"\n"));
        using var client = Server.Client();
        var store = await StoreAsync(client);
        Assert.Equal(Url, (await store.GetUrlAsync("akey", forWriting: true, Stop)).OriginalString);
        Assert.Equal(
            $$$"""{"datasourceId":"{{{store.Id}}}","isReadWrite":true,"objectKey":"akey","configOverwrites":{}"""
                + $$$""","credentialOverwrites":{}}""",
            Assert.Single(Server.Script.To("/objectstore/key")).Text
        );
    }

    [Fact]
    public async Task A_signed_URL_reaches_the_storage_to_the_byte()
    {
        var target = "/storage/a%2Fb/../%7Ec?X=%7E%2f&y=1+2&z=";
        Server.Script.On("POST", "/objectstore/key", ScriptedServer.Json($"\"{Server.Address}{target}\""));
        Server.Script.On("GET", target.Split('?')[0], ScriptedServer.Text("x"));
        using var client = Server.Client();
        await (await StoreAsync(client)).GetAsync("a", Stop);
        Assert.Equal(target, Server.Script.Requests[^2].Target);
    }

    [Theory]
    [InlineData(
        400,
        """{"errorType":"credentialsError","subType":"s","rawError":"credentials response was empty"}""",
        "credentialsError: credentials response was empty"
    )]
    [InlineData(
        500,
        """{"errorType":"internalError","subType":"","rawError":"Error listing files"}""",
        "internalError: Error listing files"
    )]
    [InlineData(500, "<html>oops</html>", "500 Internal Server Error: <html>oops</html>")]
    [InlineData(500, "{}", "500 Internal Server Error: {}")]
    [InlineData(403, """{"a":1}""", "403 Forbidden")]
    [InlineData(404, "", "404 Not Found")]
    [InlineData(502, "", "502 Bad Gateway")]
    [InlineData(204, "", "204 No Content")]
    public async Task Case_009_and_122_every_status_gives_a_clear_error(int status, string body, string words)
    {
        Answer answer = status == 204 ? ScriptedServer.Status(204) : ScriptedServer.Json(body, status);
        Server.Script.On("POST", "/objectstore/list", answer).On("POST", "/objectstore/key", answer);
        using var client = Server.Client();
        var store = await StoreAsync(client);
        foreach (
            var error in new[]
            {
                await Assert.ThrowsAsync<DataSourceProxyException>(() =>
                    store.ListAsync(cancellationToken: Stop).ToListAsync(Stop).AsTask()
                ),
                await Assert.ThrowsAsync<DataSourceProxyException>(() => store.GetUrlAsync("a", cancellationToken: Stop)),
            }
        )
        {
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.Equal(status, (int)error.StatusCode);
        }

        Assert.Single(Server.Script.To("/objectstore/list"));
    }

    [Fact]
    public async Task Case_122_the_parts_of_an_error_can_be_read()
    {
        const string Body = """{"errorType":"credentialsError","subType":"s","rawError":"credentials response was empty"}""";
        Server.Script.On("POST", "/objectstore/key", ScriptedServer.Json(Body, 400));
        using var client = Server.Client();
        var store = await StoreAsync(client);
        var error = await Assert.ThrowsAsync<DataSourceProxyException>(() => store.GetUrlAsync("a", cancellationToken: Stop));
        Assert.Equal(("credentialsError", "s", "credentials response was empty"), (error.ErrorType, error.SubType, error.RawError));
    }

    [Fact]
    public async Task Case_123_a_401_is_retried_with_new_headers()
    {
        var clock = new HastyClock();
        Server.Script.Next(
            "GET",
            "/access-token",
            ScriptedServer.Text("t1"),
            ScriptedServer.Text("t2"),
            ScriptedServer.Text("t3"),
            ScriptedServer.Text("t4")
        );
        Server.Script.Next("POST", "/objectstore/list", ScriptedServer.Status(401), ScriptedServer.Status(401));
        using var client = Server.Client(options =>
        {
            (options.ApiKey, options.TokenService) = (null, Server.Address);
            (options.TimeProvider, options.ProxyTimeout, options.DominoTimeout) = (
                clock.Time,
                TimeSpan.FromHours(9),
                TimeSpan.FromHours(9)
            );
        });
        var store = await StoreAsync(client);
        await clock.RunAsync(store.ListAsync(cancellationToken: Stop).ToListAsync(Stop).AsTask());
        Assert.Equal(["t2", "t3", "t4"], Server.Script.To("/objectstore/list").Select(request => request["X-Domino-Jwt"]));
    }

    [Fact]
    public async Task Case_123_and_092_after_60_seconds_a_401_is_an_error()
    {
        var clock = new HastyClock();
        Server.Script.On("POST", "/objectstore/key", ScriptedServer.Status(401));
        using var client = Server.Client(options =>
            (options.TimeProvider, options.ProxyTimeout, options.DominoTimeout) = (clock.Time, TimeSpan.FromHours(9), TimeSpan.FromHours(9))
        );
        var store = await StoreAsync(client);
        var started = clock.Time.GetUtcNow();
        var error = await Assert.ThrowsAsync<DataSourceProxyException>(() =>
            clock.RunAsync(store.GetUrlAsync("a", cancellationToken: Stop))
        );
        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
        Assert.IsAssignableFrom<DominoException>(error);
        Assert.InRange((clock.Time.GetUtcNow() - started).TotalSeconds, 60, 75);
        Assert.InRange(Server.Script.To("/objectstore/key").Count, 6, 20);
    }

    [Fact]
    public async Task An_answer_of_the_proxy_that_comes_too_late_is_a_timeout()
    {
        var clock = new HastyClock();
        Server.Script.On("POST", "/objectstore/list", ScriptedServer.Never());
        using var client = Server.Client(options => (options.TimeProvider, options.DominoTimeout) = (clock.Time, TimeSpan.FromHours(9)));
        var store = await StoreAsync(client);
        var list = store.ListAsync(cancellationToken: Stop).ToListAsync(Stop).AsTask();
        var error = await Assert.ThrowsAsync<DominoTimeoutException>(() => clock.RunAsync(list));
        Assert.Contains("within 5 s", error.Message, StringComparison.Ordinal);
    }
}
