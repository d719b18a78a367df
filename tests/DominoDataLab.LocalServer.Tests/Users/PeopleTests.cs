using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Users;

/// <summary>The forms of people and organizations that the client does not ask for.</summary>
public sealed class PeopleTests : IAsyncLifetime
{
    private LocalDomino _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _server = await LocalDomino.StartAsync(
            new LocalDominoOptions
            {
                UserName = "root",
                Users = [new("ada", Email: "ada@example.com"), new("grace")],
                Organizations = [new("lab") { Administrators = ["ada"] }],
            },
            Ct
        );

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_public_form_wraps_the_current_user()
    {
        var (status, body) = await SendAsync("ada", HttpMethod.Get, "/api/users/v1/self");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ada@example.com", body!["user"]!["email"]!.GetValue<string>());
        Assert.NotEqual("", body["metadata"]!["requestId"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_v4_form_names_the_users_organizations()
    {
        var body = (await SendAsync("ada", HttpMethod.Get, "/v4/users/self")).Body!;
        Assert.Equal("lab", Assert.Single(body["organizations"]!.AsArray())!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Public_lists_are_paged()
    {
        var names = new List<string>();
        for (var offset = 0; ; offset += 2)
        {
            var body = (await SendAsync("ada", HttpMethod.Get, $"/api/users/v1/users?offset={offset}&limit=2")).Body!;
            Assert.Equal(3, body["metadata"]!["totalCount"]!.GetValue<int>());
            var page = body["users"]!.AsArray();
            if (page.Count == 0)
            {
                break;
            }

            names.AddRange(page.Select(user => user!["userName"]!.GetValue<string>()));
        }

        Assert.Equal(["root", "ada", "grace"], names);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("ada", HttpMethod.Get, "/api/users/v1/users?limit=x")).Status);
    }

    [Theory]
    [InlineData("/v4/users?query=g", "grace")]
    [InlineData("/v4/users?userName=ada", "ada")]
    [InlineData("/v4/users?userName=ad", "")]
    [InlineData("/v4/users?listOnlyUsers=true", "root,ada,grace")]
    [InlineData("/v4/users", "root,ada,grace,lab")]
    public async Task Users_are_filtered_as_described(string path, string expected) =>
        Assert.Equal(
            expected,
            string.Join(
                ',',
                (await SendAsync("grace", HttpMethod.Get, path)).Body!.AsArray().Select(user => user!["userName"]!.GetValue<string>())
            )
        );

    [Fact]
    public async Task Members_are_replaced_in_the_v4_form_and_shown_in_the_public_one()
    {
        var lab = (await SendAsync("ada", HttpMethod.Get, "/v4/organizations/self?name=lab")).Body!.AsArray()[0]!;
        string id = lab["id"]!.GetValue<string>(),
            userId = lab["organizationUserId"]!.GetValue<string>(),
            ada = await IdAsync("ada"),
            grace = await IdAsync("grace");
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await SendAsync("grace", HttpMethod.Put, $"/v4/organizations/{userId}/members", """{"members":[]}""")).Status
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (
                await SendAsync(
                    "ada",
                    HttpMethod.Put,
                    $"/v4/organizations/{userId}/members",
                    $$"""{"members":[{"id":"{{grace}}","role":"King"}]}"""
                )
            ).Status
        );
        Assert.Equal(
            HttpStatusCode.OK,
            (
                await SendAsync(
                    "ada",
                    HttpMethod.Put,
                    $"/v4/organizations/{userId}/members",
                    $$"""{"members":[{"id":"{{grace}}","role":"Member"},{"id":"{{ada}}","role":"Admin"}]}"""
                )
            ).Status
        );
        var members = (await SendAsync("grace", HttpMethod.Get, $"/api/organizations/v1/organizations/{id}")).Body!["org"]![
            "members"
        ]!.AsArray();
        Assert.Equal(["admin", "member"], members.Select(member => member!["organizationRole"]!.GetValue<string>()).Order());
        Assert.Equal(
            1,
            (await SendAsync("grace", HttpMethod.Get, "/api/organizations/v1/organizations")).Body!["metadata"]![
                "totalCount"
            ]!.GetValue<int>()
        );
        Assert.Equal(
            0,
            (await SendAsync("root", HttpMethod.Get, "/api/organizations/v1/organizations")).Body!["metadata"]![
                "totalCount"
            ]!.GetValue<int>()
        );
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await SendAsync("grace", HttpMethod.Get, "/api/organizations/v1/organizations/all")).Status
        );
        Assert.Equal(
            1,
            (await SendAsync("root", HttpMethod.Get, $"/api/organizations/v1/organizations/all?userIdFilter={grace}")).Body!["metadata"]![
                "totalCount"
            ]!.GetValue<int>()
        );
    }

    [Theory]
    [InlineData("POST", "tags", """{"tagNames":"a"}""", "tagNames")]
    [InlineData("POST", "tags", """{"tagNames":[""]}""", "can't be a tag")]
    [InlineData("POST", "collaborators", """{"collaboratorId":"x","projectRole":"Contributor"}""", "was not found")]
    [InlineData("POST", "environmentVariables", """{"name":"A B","value":"secret"}""", "A B")]
    [InlineData("POST", "environmentVariables", """{"name":"A"}""", "value")]
    [InlineData("PUT", "settings", """{"defaultVolumeSizeGiB":"big"}""", "defaultVolumeSizeGiB")]
    [InlineData("PUT", "settings", """{"defaultEnvironmentRevisionSpec":"Newest"}""", "ActiveRevision")]
    [InlineData("PATCH", "visibility", """{"visibility":"Hidden"}""", "Searchable")]
    public async Task Wrong_input_is_refused_with_what_was_wrong_and_without_values(string verb, string what, string body, string said)
    {
        var project = (
            await SendAsync("ada", HttpMethod.Get, "/v4/gateway/projects/findProjectByOwnerAndName?ownerName=ada&projectName=quick-start")
        ).Body!["id"]!.GetValue<string>();
        var (status, reply) = await SendAsync("ada", new HttpMethod(verb), $"/v4/projects/{project}/{what}", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(said, reply!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reply.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organization_that_has_a_users_name_does_not_start()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            LocalDomino.StartAsync(new LocalDominoOptions { Users = [new("ada")], Organizations = [new("ada")] }, Ct)
        );
        Assert.Contains("'ada'", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<ArgumentException>(() =>
            LocalDomino.StartAsync(new LocalDominoOptions { Users = [], Organizations = [new("lab") { Members = ["nobody"] }] }, Ct)
        );
        Assert.Contains("'nobody'", error.Message, StringComparison.Ordinal);
    }

    private async Task<string> IdAsync(string user) =>
        (await SendAsync(user, HttpMethod.Get, "/v4/users/self")).Body!["id"]!.GetValue<string>();

    private async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(string user, HttpMethod method, string path, string? body = null)
    {
        using var http = new HttpClient { BaseAddress = _server.Address };
        using var request = new HttpRequestMessage(method, path)
        {
            Headers = { { "X-Domino-Api-Key", _server.GetApiKey(user) } },
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var reply = await http.SendAsync(request, Ct);
        var text = await reply.Content.ReadAsStringAsync(Ct);
        return (reply.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }
}
