using System.Net;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.Tests.Sources;

public sealed class LookupTests(DataFixture fixture)
{
    private static readonly string[] Needed =
    [
        "id",
        "name",
        "ownerId",
        "ownerInfo",
        "addedBy",
        "authType",
        "dataSourceType",
        "config",
        "lastUpdated",
        "lastUpdatedBy",
        "projectIds",
        "status",
    ];

    private readonly DataServer _data = fixture.Data;

    [Fact]
    public async Task Case_001_a_source_is_found_by_name_with_every_member_that_Python_needs()
    {
        var name = DataFixture.NewName();
        var id = await CreateAsync(
            name,
            new JsonObject
            {
                ["type"] = "RedshiftConfig",
                ["config"] = new JsonObject { ["host"] = "127.0.0.1" },
            }
        );
        var (status, body) = await _data.SendAsync(HttpMethod.Get, "/v4/datasource/name/" + name);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.All(Needed, member => Assert.NotNull(body![member]));
        Assert.Equal(id, (string?)body!["id"]);
        Assert.Equal("RedshiftConfig", (string?)body["dataSourceType"]);
        Assert.Equal(_data.Server.UserName, (string?)body["ownerInfo"]!["ownerName"]);
        Assert.Equal("Active", (string?)body["status"]);
    }

    [Fact]
    public async Task Case_003_an_unknown_name_is_404_with_the_words_of_Domino()
    {
        var (status, body) = await _data.SendAsync(HttpMethod.Get, "/v4/datasource/name/not-a-datasource?runId=616f201f45a10655afeaaf9f");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("Datasource with name not-a-datasource does not exist", (string?)body!["message"]);
    }

    [Fact]
    public async Task Case_004_an_unknown_key_is_403_with_the_words_of_Domino()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v4/datasource/name/any");
        request.Headers.Add("X-Domino-Api-Key", "NOTAKEY");
        using var reply = await _data.Http.SendAsync(request, DataFixture.Ct);
        Assert.Equal(HttpStatusCode.Forbidden, reply.StatusCode);
        Assert.Contains(
            "Your role does not authorize you to perform this action",
            await reply.Content.ReadAsStringAsync(DataFixture.Ct),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Case_100_a_request_with_several_credentials_succeeds_by_the_bearer_token()
    {
        var name = DataFixture.NewName();
        await CreateAsync(name, []);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v4/datasource/name/" + name);
        request.Headers.Add("X-Domino-Api-Key", "stale");
        request.Headers.Add("Authorization", "Bearer " + _data.Server.ApiKey);
        using var reply = await _data.Http.SendAsync(request, DataFixture.Ct);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a?b#c")]
    [InlineData("50%25")]
    [InlineData("Zürich")]
    public async Task Case_104_a_name_reaches_the_server_whole(string start)
    {
        var name = $"{start} {DataFixture.NewName()}";
        await CreateAsync(name, []);
        var (status, body) = await _data.SendAsync(HttpMethod.Get, "/v4/datasource/name/" + Uri.EscapeDataString(name));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(name, (string?)body!["name"]);
    }

    [Fact]
    public async Task The_token_service_gives_the_callers_key_without_a_newline()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/access-token");
        request.Headers.Add("X-Domino-Api-Key", _data.Server.GetApiKey("collaborator"));
        using var reply = await _data.Http.SendAsync(request, DataFixture.Ct);
        Assert.Equal(_data.Server.GetApiKey("collaborator"), await reply.Content.ReadAsStringAsync(DataFixture.Ct));
        using var stranger = await _data.Http.GetAsync(new Uri("/access-token", UriKind.Relative), DataFixture.Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    [Fact]
    public async Task Case_006_the_token_service_needs_no_credential_where_the_server_names_a_user()
    {
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions().AddDataSources(new LocalDataSourcesOptions { AccessTokenUser = "collaborator" }),
            DataFixture.Ct
        );
        using var data = new DataServer(server);
        var token = await data.Http.GetStringAsync(new Uri("/access-token", UriKind.Relative), DataFixture.Ct);
        Assert.Equal(server.GetApiKey("collaborator"), token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/access-token") { Headers = { Host = "evil.example.com" } };
        using var reply = await data.Http.SendAsync(request, DataFixture.Ct);
        Assert.Equal(HttpStatusCode.Forbidden, reply.StatusCode);
    }

    private Task<string> CreateAsync(string name, JsonObject source)
    {
        source["name"] = name;
        source["type"] ??= "SnowflakeConfig";
        return _data.CreateAsync(source);
    }
}
