using DominoDataLab.Client;
using DominoDataLab.Data.DataSources;
using DominoDataLab.Data.ObjectStores;
using DominoDataLab.Data.Tests.Server;

namespace DominoDataLab.Data.Tests.DataSources;

/// <summary>The look-up of data sources by name.</summary>
public sealed class LookUpTests : DataTest
{
    private const string Path = "/v4/datasource/name/a";

    [Fact]
    public async Task Case_001_a_database_can_be_queried_and_a_bucket_holds_objects()
    {
        Server
            .Add("redshift", "RedshiftConfig")
            .Add("s3", "S3Config", config: """{"bucket": "b", "region": "us-west-2", "port": 1, "x": null}""");
        using var client = Server.Client();
        Assert.IsType<TabularDataSource>(await client.DataSources.GetAsync("redshift", Stop));
        var store = Assert.IsType<ObjectStoreDataSource>(await client.DataSources.GetAsync("s3", Stop));
        Assert.Equal(("s3", "S3Config", "Basic"), (store.Name, store.Type.Value, store.Authentication.Value));
        Assert.Equal("owner-1", store.Details.OwnerInfo?.OwnerName);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["bucket"] = "b",
                ["region"] = "us-west-2",
                ["port"] = "1",
            },
            store.Details.Config!.ToDictionary()
        );
        Assert.Equal("application/json", Server.Script.Requests[0]["Accept"]);
    }

    [Fact]
    public async Task Case_001_each_of_the_33_types_has_its_kind()
    {
        Assert.Equal(33, DataSourceType.KnownNames.Count());
        using var client = Server.Client();
        foreach (var type in DataSourceType.KnownNames)
        {
            Server.Add(type, type);
            var source = await client.DataSources.GetAsync(type, Stop);
            Assert.Equal(source.Type.IsObjectStore, source is ObjectStoreDataSource);
            Assert.Equal(source.Type.IsTabular, source is TabularDataSource);
        }
    }

    [Fact]
    public async Task The_wrong_kind_is_an_error_that_says_what_to_call()
    {
        Server.Add("redshift", "RedshiftConfig").Add("s3", "S3Config");
        using var client = Server.Client();
        var error = await Assert.ThrowsAsync<DominoException>(() => client.DataSources.GetObjectStoreAsync("redshift", Stop));
        Assert.Contains("GetTabularAsync", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<DominoException>(() => client.DataSources.GetTabularAsync("s3", Stop));
        Assert.Contains("GetObjectStoreAsync", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, """{"message":"Datasource with name a does not exist","success":false}""", "Datasource with name a does not exist")]
    [InlineData(403, """{"success":false,"message":"Your role does not authorize you"}""", "Your role does not authorize you")]
    [InlineData(401, """{"message":"who are you"}""", "who are you")]
    [InlineData(404, "{}", "answered 404 Not Found: {}")]
    [InlineData(500, "no JSON", "answered 500 Internal Server Error: no JSON")]
    [InlineData(503, "", "answered 503 Service Unavailable")]
    [InlineData(201, "{}", "answered 201 Created")]
    [InlineData(302, "", "answered 302 Found")]
    [InlineData(200, "no JSON", "The response is not valid")]
    [InlineData(200, "null", "null")]
    public async Task Case_003_and_005_an_error_has_the_servers_words_and_is_not_retried(int status, string body, string words)
    {
        Server.Script.On("GET", Path, ScriptedServer.Json(body, status));
        using var client = Server.Client();
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.DataSources.GetAsync("a", Stop));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("Could not get data source 'a'", error.Message, StringComparison.Ordinal);
        Assert.Equal(status, (int)error.StatusCode);
        Assert.Single(Server.Script.Requests);
    }

    [Theory]
    [InlineData("my source", "my%20source")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a?b#c", "a%3Fb%23c")]
    [InlineData("50%25", "50%2525")]
    [InlineData("größe", "gr%C3%B6%C3%9Fe")]
    [InlineData("..", "..")]
    public async Task Case_104_a_name_reaches_the_server_whole(string name, string segment)
    {
        Server.Script.On(_ => true, ScriptedServer.Json(DataServer.Details("x", "S3Config")));
        using var client = Server.Client();
        await client.DataSources.GetAsync(name, Stop);
        Assert.Equal("/v4/datasource/name/" + segment, Assert.Single(Server.Script.Requests).Target);
    }

    [Theory]
    [InlineData("id", false)]
    [InlineData("name", true)]
    [InlineData("ownerId", true)]
    [InlineData("ownerInfo", true)]
    [InlineData("addedBy", true)]
    [InlineData("authType", true)]
    [InlineData("dataSourceType", true)]
    [InlineData("config", true)]
    [InlineData("lastUpdated", true)]
    [InlineData("status", true)]
    public async Task Case_105_only_the_ID_is_needed(string field, bool works)
    {
        var details = System.Text.Json.Nodes.JsonNode.Parse(DataServer.Details("a", "S3Config"))!.AsObject();
        details.Remove(field);
        Server.Script.On("GET", Path, ScriptedServer.Json(details.ToJsonString()));
        using var client = Server.Client();
        if (works)
        {
            Assert.NotEmpty((await client.DataSources.GetAsync("a", Stop)).ToString());
        }
        else
        {
            await Assert.ThrowsAsync<DominoApiException>(() => client.DataSources.GetAsync("a", Stop));
        }
    }

    [Fact]
    public async Task Case_105_unknown_words_and_members_are_kept()
    {
        Server.Add("a", "PineconeConfig", auth: "APIKey");
        using var client = Server.Client();
        var source = await client.DataSources.GetAsync("a", Stop);
        Assert.IsType<DataSource>(source);
        Assert.Equal(("PineconeConfig", "APIKey"), (source.Type.Value, source.Authentication.Value));
        Assert.Equal(1634250146829, source.Details.Extra!["lastUpdated"].GetInt64());
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_is_a_timeout()
    {
        var clock = new HastyClock();
        Server.Script.On("GET", Path, ScriptedServer.Never());
        using var client = Server.Client(options => options.TimeProvider = clock.Time);
        var error = await Assert.ThrowsAsync<DominoTimeoutException>(() => clock.RunAsync(client.DataSources.GetAsync("a", Stop)));
        Assert.Contains("within 20 s", error.Message, StringComparison.Ordinal);
        Assert.Contains("DominoTimeout", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_the_request_with_the_callers_token()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Server.Script.On(
            "GET",
            Path,
            async (context, _) =>
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        );
        using var client = Server.Client();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.DataSources.GetAsync("a", cancel.Token));
        Assert.Equal(cancel.Token, error.CancellationToken);
    }
}
