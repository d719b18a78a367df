using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Access;

/// <summary>What pages in a browser can do to an app, and what an app can do to other pages.</summary>
public sealed class AppOriginTests : IAsyncLifetime
{
    private const string Server = """
        cat > app.py <<'END'
        import json, os
        from http.server import BaseHTTPRequestHandler, HTTPServer
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps({"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Service-Worker-Allowed", "/")
                self.send_header("Set-Cookie", "a=1; Path=/; HttpOnly; Domain=localhost")
                self.send_header("Set-Cookie", "b=2")
                self.end_headers()
                self.wfile.write(body)
            do_POST = do_GET
        HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
        END
        exec python3 app.py
        """;

    private Team _team = null!;
    private string _app = "";
    private string _framed = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Authority => _team.Server.Address.Authority;

    public async ValueTask InitializeAsync()
    {
        _team = await Team.StartAsync();
        _app = await PublishAsync("plain", isFramed: false);
        _framed = await PublishAsync("framed", isFramed: true);
    }

    public ValueTask DisposeAsync() => _team.DisposeAsync();

    [Fact]
    public async Task A_browser_that_opens_an_app_is_sent_to_the_apps_own_origin_which_serves_nothing_else()
    {
        using var opened = await BrowseAsync($"/apps/{_app}/page?x=1", headers: Navigation("none"));
        Assert.Equal(HttpStatusCode.TemporaryRedirect, opened.StatusCode);
        var own = $"{_app}.localhost:{_team.Server.Address.Port}";
        Assert.Equal($"http://{own}/apps/{_app}/page?x=1", opened.Headers.Location!.OriginalString);

        using var served = await BrowseAsync($"/apps/{_app}/page?x=1", own, Navigation("none"));
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        foreach (var elsewhere in (string[])["/v4/users/self", $"/apps/{_framed}/", "/"])
        {
            using var refused = await BrowseAsync(elsewhere, own, [], withKey: true);
            Assert.Equal((elsewhere, HttpStatusCode.NotFound), (elsewhere, refused.StatusCode));
        }
    }

    [Theory]
    [InlineData("http://evil.example.com", 401)]
    [InlineData("null", 401)]
    [InlineData("", 200)]
    public async Task A_request_without_fetch_metadata_counts_by_its_origin(string origin, int status)
    {
        using var reply = await BrowseAsync(
            $"/apps/{_app}/",
            headers: origin.Length == 0 ? [] : [("Origin", origin)],
            method: HttpMethod.Post
        );
        Assert.Equal(status, (int)reply.StatusCode);
        using var own = await BrowseAsync($"/apps/{_app}/", headers: [("Origin", "http://" + Authority)], method: HttpMethod.Post);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task A_web_socket_of_a_page_elsewhere_is_refused()
    {
        using var reply = await BrowseAsync(
            $"/apps/{_app}/",
            headers:
            [
                ("Origin", "http://evil.example.com"),
                ("Connection", "Upgrade"),
                ("Upgrade", "websocket"),
                ("Sec-WebSocket-Version", "13"),
                ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ]
        );
        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
    }

    [Fact]
    public async Task Pages_elsewhere_show_an_app_in_a_frame_only_if_it_is_set_to()
    {
        foreach (var (app, status) in ((string, HttpStatusCode)[])[(_app, HttpStatusCode.Unauthorized), (_framed, HttpStatusCode.OK)])
        {
            var host = $"{app}.localhost:{_team.Server.Address.Port}";
            using var reply = await BrowseAsync($"/apps/{app}/", host, Navigation("cross-site", "iframe"));
            Assert.Equal(status, reply.StatusCode);
        }

        using var plain = await BrowseAsync($"/apps/{_app}/", headers: []);
        Assert.Contains("frame-ancestors 'self'", plain.Headers.GetValues("Content-Security-Policy"));
        using var framed = await BrowseAsync($"/apps/{_framed}/", headers: []);
        Assert.False(framed.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task Headers_of_the_server_cannot_be_forged_in_any_spelling_and_the_key_stays_here()
    {
        using var reply = await BrowseAsync(
            $"/apps/{_app}/",
            headers:
            [
                ("Domino_Username", "root"),
                ("domino-username", "root"),
                ("X_Forwarded_Host", "evil.example.com"),
                ("X-Forwarded-For", "1.2.3.4"),
                ("X_Domino_Api_Key", "forged"),
                ("X-Custom", "kept"),
            ]
        );
        var text = await reply.Content.ReadAsStringAsync(Ct);
        var headers = JsonNode.Parse(text)!["headers"]!.AsObject();
        Assert.Equal("ada", (string?)headers["domino-username"]);
        Assert.Equal("kept", (string?)headers["x-custom"]);
        Assert.Equal(Authority, (string?)headers["x-forwarded-host"]);
        Assert.DoesNotContain("_", string.Concat(headers.Select(header => header.Key)), StringComparison.Ordinal);
        Assert.False(headers.ContainsKey("authorization"), text);
        Assert.DoesNotContain("1.2.3.4", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_stay_within_the_app_and_its_service_workers_too()
    {
        using var reply = await BrowseAsync($"/apps/{_app}/", headers: []);
        Assert.Equal([$"a=1; HttpOnly; Path=/apps/{_app}/", $"b=2; Path=/apps/{_app}/"], reply.Headers.GetValues("Set-Cookie"));
        Assert.False(reply.Headers.Contains("Service-Worker-Allowed"));
    }

    [Fact]
    public async Task An_escaped_slash_in_a_path_reaches_the_app_escaped()
    {
        using var reply = await BrowseAsync($"/apps/{_app}/files/a%2Fb%20c?q=%2F", headers: []);
        var body = JsonNode.Parse(await reply.Content.ReadAsStringAsync(Ct));
        Assert.Equal("/files/a%2Fb%20c?q=%2F", (string?)body!["path"]);
    }

    [Fact]
    public async Task Nobody_calls_a_function_at_its_port()
    {
        var project = await _team.ProjectAsync("ada", "model");
        var port = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        await _team.PutAsync(
            "ada",
            "ada",
            "model",
            "model.py",
            $"import sys\nopen('{port}', 'w').write(sys.argv[3])\ndef f():\n    return 'called'\n"
        );
        try
        {
            await _team.SendAsync(
                "ada",
                HttpMethod.Post,
                "/v1/ada/model/endpoint/publishRelease",
                new JsonObject
                {
                    ["bindingDefinition"] = new JsonObject { ["file"] = "model.py", ["function"] = "f" },
                }
            );
            await Eventually.GetAsync(
                async () => (string?)(await _team.SendAsync("ada", HttpMethod.Get, "/v1/ada/model/endpoint/state"))!["status"],
                status => status is "Running" or "Failed",
                "the function to be served"
            );
            using var http = new HttpClient();
            using var content = new StringContent("""{"parameters":[]}""", Encoding.UTF8, "application/json");
            using var direct = await http.PostAsync(new Uri($"http://127.0.0.1:{await File.ReadAllTextAsync(port, Ct)}/"), content, Ct);
            Assert.Equal(HttpStatusCode.Forbidden, direct.StatusCode);
            var reply = await _team.SendAsync(
                "ada",
                HttpMethod.Post,
                "/v1/ada/model/endpoint",
                new JsonObject { ["parameters"] = new JsonArray() }
            );
            Assert.Equal("called", (string?)reply!["result"]);
        }
        finally
        {
            File.Delete(port);
        }
    }

    private static (string, string)[] Navigation(string site, string target = "document") =>
        [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", target)];

    private async Task<string> PublishAsync(string name, bool isFramed)
    {
        var project = await _team.ProjectAsync("ada", name);
        await _team.PutAsync("ada", "ada", name, "app.sh", Server);
        var created = await _team.SendAsync(
            "ada",
            HttpMethod.Post,
            "/v4/modelProducts",
            new JsonObject
            {
                ["modelProductType"] = "APP",
                ["projectId"] = project,
                ["renderIFrame"] = isFramed,
            }
        );
        var id = (string)created!["id"]!;
        await _team.SendAsync("ada", HttpMethod.Post, $"/v4/modelProducts/{id}/start", []);
        await Eventually.GetAsync(
            async () => (await _team.SendAsync("ada", HttpMethod.Get, "/v4/modelProducts/" + id))!,
            app => (string?)app["status"] is "Running" or "Failed" or "Error",
            "the app to run"
        );
        return id;
    }

    /// <summary>Sends what a browser sends that has stored the password of the user <c>ada</c>.</summary>
    private async Task<HttpResponseMessage> BrowseAsync(
        string path,
        string? host = null,
        (string Name, string Value)[]? headers = null,
        HttpMethod? method = null,
        bool withKey = false
    )
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(
            method ?? HttpMethod.Get,
            new Uri($"http://{Authority}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
        );
        request.Headers.Host = host;
        var key = _team.Server.GetApiKey("ada");
        request.Headers.TryAddWithoutValidation(
            withKey ? "X-Domino-Api-Key" : "Authorization",
            withKey ? key : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:" + key))
        );
        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, Ct);
    }
}
