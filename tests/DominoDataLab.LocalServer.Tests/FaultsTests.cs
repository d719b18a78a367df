using System.Net;
using System.Text;

namespace DominoDataLab.LocalServer.Tests;

public sealed class FaultsTests : IAsyncLifetime
{
    private LocalDomino _server = null!;
    private TestApi _api = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { EnableFaults = true }, Ct);
        _api = new TestApi(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task So_many_requests_of_the_route_fail_as_asked_and_no_other()
    {
        _server.Faults.FailNext("GET /v4/users", count: 2, status: 429, retryAfter: TimeSpan.FromSeconds(7));
        for (var i = 0; i < 2; i++)
        {
            using var failed = await _api.Http.GetAsync(new Uri("/v4/users", UriKind.Relative), Ct);
            Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)), (failed.StatusCode, failed.Headers.RetryAfter!.Delta));
            await _api.GetAsync("/version");
        }

        await _api.GetAsync("/v4/users");
        _server.Faults.FailNext("GET /v4/users", count: 100);
        _server.Faults.Clear();
        await _api.GetAsync("/v4/users");
    }

    [Fact]
    public async Task A_cut_connection_gives_no_reply_and_does_nothing()
    {
        var project = await _api.NewProjectAsync();
        var head = await project.HeadAsync();
        _server.Faults.FailNext("PUT /v1/projects", cutConnection: true);
        await Assert.ThrowsAsync<HttpRequestException>(() => project.PutAsync("a.txt", "x"));
        Assert.Equal(head, await project.HeadAsync());
    }

    [Fact]
    public async Task A_lost_reply_has_done_its_work()
    {
        var project = await _api.NewProjectAsync();
        var head = await project.HeadAsync();
        _server.Faults.FailNext("PUT /v1/projects", loseReply: true);
        await Assert.ThrowsAsync<HttpRequestException>(() => project.PutAsync("a.txt", "x"));
        Assert.NotEqual(head, await project.HeadAsync());
        Assert.Equal("x", await project.ReadAsync("a.txt"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task A_reply_is_cut_in_the_middle_of_its_body(int bytes)
    {
        var project = await _api.NewProjectAsync();
        await project.PutAsync("a.txt", new string('x', 1_000_000));
        var head = await project.HeadAsync();
        _server.Faults.FailNext("GET /api/projects", cutAfterBytes: bytes);
        using var reply = await _api.Http.GetAsync(
            new Uri($"/api/projects/v1/projects/{project.Id}/files/{head}/a.txt/content", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead,
            Ct
        );
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        await using var body = await reply.Content.ReadAsStreamAsync(Ct);
        var got = new MemoryStream();
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(got, Ct));
        Assert.Equal(bytes, got.Length);
    }

    [Fact]
    public async Task Programs_in_any_language_ask_over_http()
    {
        using (var body = new StringContent("""{"route": "GET /v4/users", "status": 502, "count": 1}""", Encoding.UTF8, "application/json"))
        using (var asked = await _api.Http.PostAsync(new Uri("/local/faults", UriKind.Relative), body, Ct))
        {
            Assert.Equal(HttpStatusCode.NoContent, asked.StatusCode);
        }

        using var failed = await _api.Http.GetAsync(new Uri("/v4/users", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        using (var body = new StringContent("""{"route": "GET /v4/users", "count": 0}""", Encoding.UTF8, "application/json"))
        using (var refused = await _api.Http.PostAsync(new Uri("/local/faults", UriKind.Relative), body, Ct))
        {
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Faults_are_out_of_reach_unless_switched_on()
    {
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var api = new TestApi(server);
        Assert.Throws<InvalidOperationException>(() => server.Faults);
        using var body = new StringContent("""{"route": "GET /"}""", Encoding.UTF8, "application/json");
        using var reply = await api.Http.PostAsync(new Uri("/local/faults", UriKind.Relative), body, Ct);
        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
    }
}
