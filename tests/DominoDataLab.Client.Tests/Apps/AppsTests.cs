using System.Net;
using System.Net.WebSockets;
using System.Text;
using DominoDataLab.Client.Apps;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Tests.Apps;

public sealed class AppsTests(DominoFixture domino)
{
    private static readonly WaitOptions Enough = new() { Timeout = TimeSpan.FromMinutes(1) };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_published_app_is_served_through_the_server_and_is_told_who_asks()
    {
        var project = await WithAppAsync(EchoServer);
        var published = await project.Apps.PublishAsync(cancellationToken: Ct);
        var app = await project.Apps.WaitForRunningAsync(published.AppId, Enough, Ct);
        Assert.Equal(AppStatus.Running, app.Status);
        using var http = project.Apps.CreateHttpClient(app);
        Assert.Equal(
            $"GET /deep/page?x=1 {domino.UserName} no key",
            await http.GetStringAsync(new Uri("deep/page?x=1", UriKind.Relative), Ct)
        );
        Assert.True(await project.Apps.UnpublishAsync(cancellationToken: Ct));
    }

    [Fact]
    public async Task Without_a_key_an_app_is_not_served_and_a_browser_is_asked_for_one()
    {
        var project = await WithAppAsync(EchoServer);
        var published = await project.Apps.PublishAsync(cancellationToken: Ct);
        var app = await project.Apps.WaitForRunningAsync(published.AppId, Enough, Ct);
        using var stranger = new HttpClient { BaseAddress = domino.Address };
        using var refused = await stranger.GetAsync(new Uri(app.RunningAppUrl!, UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Basic", refused.Headers.WwwAuthenticate.Single().Scheme);

        stranger.DefaultRequestHeaders.Authorization = new(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:" + domino.ApiKey))
        );
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(new Uri(app.RunningAppUrl!, UriKind.Relative), Ct)).StatusCode);

        // A page elsewhere can make a browser send what it has stored; that must not reach the app.
        stranger.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await stranger.PostAsync(new Uri(app.RunningAppUrl!, UriKind.Relative), null, Ct)).StatusCode
        );
        await project.Apps.UnpublishAsync(cancellationToken: Ct);
    }

    [Fact]
    public async Task A_web_socket_goes_through()
    {
        var project = await WithAppAsync(WebSocketServer);
        var published = await project.Apps.PublishAsync(cancellationToken: Ct);
        var app = await project.Apps.WaitForRunningAsync(published.AppId, Enough, Ct);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-Domino-Api-Key", domino.ApiKey);
        await socket.ConnectAsync(new Uri($"ws://{domino.Address.Authority}{app.RunningAppUrl}socket"), Ct);
        await socket.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, Ct);
        var buffer = new byte[100];
        var reply = await socket.ReceiveAsync(buffer, Ct);
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, reply.Count));
        await project.Apps.UnpublishAsync(cancellationToken: Ct);
    }

    [Fact]
    public async Task Publishing_again_stops_the_running_version_first_and_both_are_listed()
    {
        var project = await WithAppAsync(EchoServer);
        var first = await project.Apps.PublishAsync(cancellationToken: Ct);
        await project.Apps.WaitForRunningAsync(first.AppId, Enough, Ct);
        var second = await project.Apps.PublishAsync(cancellationToken: Ct);
        Assert.Equal(first.AppId, second.AppId);
        await project.Apps.WaitForRunningAsync(second.AppId, Enough, Ct);
        var versions = await project.Apps.ListVersionsAsync(first.AppId, Ct).ToListAsync(Ct);
        Assert.Equal(
            [(second.VersionId, AppStatus.Running), (first.VersionId, AppStatus.Stopped)],
            versions.Select(version => (version.Id, version.Status!.Value))
        );
        Assert.True(await project.Apps.UnpublishAsync(first.AppId, Ct));
    }

    [Fact]
    public async Task An_app_that_crashes_has_failed_and_its_log_says_how()
    {
        var project = await WithAppAsync("echo no database; exit 4");
        var published = await project.Apps.PublishAsync(cancellationToken: Ct);
        var error = await Assert.ThrowsAsync<AppFailedException>(() => project.Apps.WaitForRunningAsync(published.AppId, Enough, Ct));
        Assert.Equal(AppStatus.Failed, error.App.Status);
        Assert.Contains(error.LastLogLines, line => line.Text == "no database");
        Assert.Contains("exit code 4", error.Message, StringComparison.Ordinal);
        var log = await project.Apps.StreamLogsAsync(published.VersionId, cancellationToken: Ct).Select(line => line.Text).ToListAsync(Ct);
        Assert.Contains("no database", log);
        Assert.Contains(log, line => line.Contains("exit code 4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_app_that_knows_only_the_port_of_a_real_deployment_is_found_there()
    {
        Assert.SkipWhen(!OperatingSystem.IsLinux(), "Who listens on a port is known on Linux only.");
        Assert.SkipWhen(Machine.IsListening(8888), "Something else on this machine uses port 8888.");
        var project = await WithAppAsync(EchoServer.Replace("int(os.environ[\"PORT\"])", "8888", StringComparison.Ordinal));
        var published = await project.Apps.PublishAsync(cancellationToken: Ct);
        var app = await project.Apps.WaitForRunningAsync(published.AppId, Enough, Ct);
        Assert.Equal(AppStatus.Running, app.Status);
        using var http = Browser(domino.ApiKey);
        Assert.StartsWith("GET / ", await http.GetStringAsync(new Uri(app.RunningAppUrl!, UriKind.Relative), Ct), StringComparison.Ordinal);
        await project.Apps.UnpublishAsync(cancellationToken: Ct);
    }

    [Fact]
    public async Task A_project_without_the_entry_file_is_an_error_that_names_it()
    {
        var project = await domino.NewProjectAsync(Ct);
        var published = await project.Apps.PublishAsync(cancellationToken: Ct);
        var error = await Assert.ThrowsAsync<AppFailedException>(() => project.Apps.WaitForRunningAsync(published.AppId, Enough, Ct));
        Assert.Equal(AppStatus.Error, error.App.Status);
        Assert.Contains("'app.sh'", error.Message, StringComparison.Ordinal);
        var log = await project.Apps.StreamLogsAsync(published.VersionId, cancellationToken: Ct).Select(line => line.Text).ToListAsync(Ct);
        Assert.Contains(log, line => line.Contains("'app.sh'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_an_app_there_is_nothing_to_unpublish_and_an_unknown_one_is_null()
    {
        var project = await domino.NewProjectAsync(Ct);
        Assert.False(await project.Apps.UnpublishAsync(cancellationToken: Ct));
        Assert.Null(await project.Apps.FindAsync("000000000000000000000000", Ct));
    }

    [Fact]
    public async Task A_commit_and_a_branch_together_are_refused_before_anything_is_sent()
    {
        using var nowhere = domino.Connect(host: new Uri("http://127.0.0.1:9"));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            nowhere.Project("a/b").Apps.PublishAsync(new PublishAppRequest { CommitId = "c", Branch = "b" }, Ct)
        );
    }

    private const string EchoServer = """
        exec python3 -c '
        import os, http.server
        class Echo(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                key = "a key" if self.headers.get("X-Domino-Api-Key") or self.headers.get("Authorization") else "no key"
                user = self.headers.get("domino-username")
                body = f"GET {self.path} {user} {key}".encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
        http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Echo).serve_forever()'
        """;

    // One frame each way is all that the test sends, so that no library is needed.
    private const string WebSocketServer = """
        exec python3 -c '
        import os, base64, hashlib, socketserver
        class Echo(socketserver.StreamRequestHandler):
            def handle(self):
                key = None
                while (line := self.rfile.readline().strip()):
                    name, _, value = line.decode().partition(":")
                    if name.lower() == "sec-websocket-key":
                        key = value.strip()
                if key is None:
                    return
                accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
                head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Accept: {accept}"]
                self.wfile.write(("\r\n".join(head) + "\r\n\r\n").encode())
                length = self.rfile.read(2)[1] & 127
                mask = self.rfile.read(4)
                text = bytes(b ^ mask[i % 4] for i, b in enumerate(self.rfile.read(length)))
                self.wfile.write(bytes([129, length]) + text)
                self.rfile.read(1)
        socketserver.ThreadingTCPServer(("127.0.0.1", int(os.environ["PORT"])), Echo).serve_forever()'
        """;

    private async Task<ProjectClient> WithAppAsync(string script)
    {
        Assert.SkipUnless(
            !script.Contains("python3", StringComparison.Ordinal) || Machine.Has("python3"),
            "The app of this test is written in Python, and this machine has none."
        );
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.UploadTextAsync("#!/bin/sh\n" + script + "\n", "app.sh", cancellationToken: Ct);
        return project;
    }

    private HttpClient Browser(string key) =>
        new() { BaseAddress = domino.Address, DefaultRequestHeaders = { { "X-Domino-Api-Key", key } } };
}
