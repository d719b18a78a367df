using System.Net;

namespace DominoDataLab.LocalServer.Tests.Safety;

public sealed class SafetyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_but_the_version_is_served_without_the_key()
    {
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var http = new HttpClient { BaseAddress = server.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/version", UriKind.Relative), Ct)).StatusCode);
        foreach (var path in (string[])["/v4/users/self", "/v4/jobs", "/v1/projects/a/b/runs", "/nothing"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri(path, UriKind.Relative), Ct)).StatusCode);
        }
    }

    [Fact]
    public async Task Another_host_name_is_refused()
    {
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/version") { Headers = { Host = "evil.example" } };
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(request, Ct)).StatusCode);
    }

    [Fact]
    public async Task A_route_of_Domino_that_is_not_served_is_named()
    {
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var http = new HttpClient { BaseAddress = server.Address, DefaultRequestHeaders = { { "X-Domino-Api-Key", server.ApiKey } } };
        using var reply = await http.GetAsync(new Uri("/v4/accounts/gitproviders", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.NotImplemented, reply.StatusCode);
        Assert.Contains("GET /v4/accounts/gitproviders", await reply.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v4/no-such-thing")]
    [InlineData("GET", "/v4/no-such-thing/file.txt")]
    [InlineData("DELETE", "/v4/users/self")]
    [InlineData("POST", "/version")]
    [InlineData("GET", "/v4/accounts/gitproviders/")]
    public async Task A_route_that_Domino_does_not_have_and_a_wrong_verb_are_not_found(string method, string path)
    {
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var http = new HttpClient { BaseAddress = server.Address, DefaultRequestHeaders = { { "X-Domino-Api-Key", server.ApiKey } } };
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        using var reply = await http.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        Assert.Contains($"{method} {path}", await reply.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused_and_the_data_outlives_the_first()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var options = new LocalDominoOptions { DataFolder = folder.FullName };
            string key;
            await using (var first = await LocalDomino.StartAsync(options, Ct))
            {
                key = first.ApiKey;
                var error = await Assert.ThrowsAsync<InvalidOperationException>(() => LocalDomino.StartAsync(options, Ct));
                Assert.Contains(folder.FullName, error.Message, StringComparison.Ordinal);
            }

            await using var second = await LocalDomino.StartAsync(options, Ct);
            Assert.Equal(key, second.ApiKey);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var first = await LocalDomino.StartAsync(cancellationToken: Ct);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            LocalDomino.StartAsync(new LocalDominoOptions { Port = first.Address.Port }, Ct)
        );
        Assert.Contains($"Port {first.Address.Port}", error.Message, StringComparison.Ordinal);
    }
}
