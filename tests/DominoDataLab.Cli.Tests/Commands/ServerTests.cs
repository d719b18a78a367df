using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace DominoDataLab.Cli.Tests.Commands;

/// <summary>The server's commands, each run as a process, since one of them ends another.</summary>
public sealed class ServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_that_is_started_has_a_status_and_can_be_stopped()
    {
        var (server, address, key) = await ToolProcess.StartServerAsync(_folder.Path);
        using (server)
        {
            using var status = ToolProcess.Start("server", "status", "--data", _folder.Path, "-o", "json");
            var (code, output, _) = await status.EndAsync();
            Assert.Equal((int)ExitCode.Success, code);
            var row = JsonDocument.Parse(output).RootElement;
            Assert.Equal(
                (address, "ada", server.Id),
                (row.GetProperty("address").GetString(), row.GetProperty("user").GetString(), row.GetProperty("processId").GetInt32())
            );
            Assert.DoesNotContain(key, output, StringComparison.Ordinal);

            using var stop = ToolProcess.Start("server", "stop", "--data", _folder.Path);
            Assert.Equal(((int)ExitCode.Success, "", $"The server at {address} has stopped.{Environment.NewLine}"), await stop.EndAsync());
            Assert.Equal((int)ExitCode.Success, await server.ExitCodeAsync());
        }

        await NoneRunsAsync("status");
        await NoneRunsAsync("stop");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_the_server_in_order(string signal)
    {
        var (server, _, _) = await ToolProcess.StartServerAsync(_folder.Path);
        using (server)
        {
            await server.SignalAsync(signal);
            Assert.Equal((int)ExitCode.Success, await server.ExitCodeAsync());
        }

        Assert.False(File.Exists(_folder.Combine("server.json")));
    }

    [Fact]
    public async Task A_signal_that_comes_as_soon_as_the_server_has_said_where_it_is_ends_it_in_order()
    {
        var run = await ToolRun.StartAsync(
            ["server", "start", "--port", "0", "--data", _folder.Path, "-o", "json"],
            new ToolSettings { InterruptAfter = "processId" }
        );
        Assert.Equal(nameof(ExitCode.Success), run.ExitCode);
        Assert.EndsWith("Stopping the server.\n", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Combine("server.json")));
    }

    [Fact]
    public async Task Users_that_were_added_and_removed_stay_so_after_a_restart()
    {
        string key;
        var (first, address, administrator) = await ToolProcess.StartServerAsync(_folder.Path);
        using (first)
        {
            await UserAsync(address, administrator, "add", "grace");
            await UserAsync(address, administrator, "add", "alan", "--admin");
            await UserAsync(address, administrator, "add", "edsger");
            await UserAsync(address, administrator, "remove", "edsger");
            key = (await UserAsync(address, administrator, "key", "grace")).Trim();
            await first.SignalAsync("TERM");
            await first.ExitCodeAsync();
        }

        (first, address, administrator) = await ToolProcess.StartServerAsync(_folder.Path);
        using (first)
        {
            var rows = JsonDocument.Parse(await UserAsync(address, administrator, "list", "-o", "json")).RootElement;
            Assert.Equal(
                [("ada", true), ("alan", true), ("grace", false)],
                rows.EnumerateArray()
                    .Where(row => row.GetProperty("name").GetString() != "collaborator")
                    .Select(row => (row.GetProperty("name").GetString()!, row.GetProperty("isAdministrator").GetBoolean()))
                    .Order()
            );
            using var list = ToolProcess.Start(["project", "list"], Variables(address, key));
            var (code, output, _) = await list.EndAsync();
            Assert.Equal((int)ExitCode.Success, code);
            Assert.Contains("grace/quick-start", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_killed_server_does_not_count_as_running_even_if_its_process_ID_is_in_use_again()
    {
        var (server, _, _) = await ToolProcess.StartServerAsync(_folder.Path);
        using var killed = server;
        killed.Kill();
        var state = _folder.Combine("server.json");
        var left = await File.ReadAllTextAsync(state, Ct);
        await File.WriteAllTextAsync(
            state,
            left.Replace($"\"processId\":{killed.Id}", $"\"processId\":{Environment.ProcessId}", StringComparison.Ordinal),
            Ct
        );
        await NoneRunsAsync("status");
        await NoneRunsAsync("stop");

        var (next, _, _) = await ToolProcess.StartServerAsync(_folder.Path);
        next.Dispose();
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_reported_as_such()
    {
        var (server, _, _) = await ToolProcess.StartServerAsync(_folder.Path);
        using (server)
        {
            var state = _folder.Combine("server.json");
            var port = FreePort();
            var row = JsonDocument.Parse(await File.ReadAllTextAsync(state, Ct)).RootElement;
            await File.WriteAllTextAsync(
                state,
                (await File.ReadAllTextAsync(state, Ct)).Replace(
                    row.GetProperty("address").GetString()!,
                    $"http://127.0.0.1:{port}",
                    StringComparison.Ordinal
                ),
                Ct
            );
            using var status = ToolProcess.Start("server", "status", "--data", _folder.Path);
            var (code, output, error) = await status.EndAsync();
            Assert.Equal(((int)ExitCode.Error, ""), (code, output));
            Assert.Contains($"does not answer at http://127.0.0.1:{port}", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_folder_serves_one_server_at_a_time()
    {
        var (server, address, _) = await ToolProcess.StartServerAsync(_folder.Path);
        using (server)
        {
            await RefusedAsync($"Another server is using the data folder '{_folder.Path}'", "--port", "0", "--data", _folder.Path);
            using var http = new HttpClient();
            using var reply = await http.GetAsync(new Uri(new Uri(address), "/version"), Ct);
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await RefusedAsync($"Port {port} of 127.0.0.1 is taken by another program.", "--port", $"{port}", "--data", _folder.Path);
        Assert.False(File.Exists(_folder.Combine("server.json")));
    }

    [Fact]
    public async Task A_data_folder_that_can_not_be_written_is_named()
    {
        var file = _folder.Write("file", "");
        await RefusedAsync($"The data folder '{file}' can't be written", "--port", "0", "--data", file);
    }

    [Fact]
    public async Task It_listens_where_it_is_told_whatever_another_programs_settings_in_the_working_folder_and_the_environment_say()
    {
        var (ofFile, ofVariable) = (FreePort(), FreePort());
        using var working = new TemporaryFolder();
        working.Write(
            "appsettings.json",
            $$$"""{ "Kestrel": { "Endpoints": { "Everywhere": { "Url": "http://0.0.0.0:{{{ofFile}}}" } } } }"""
        );
        var variables = new Dictionary<string, string> { ["ASPNETCORE_Kestrel__Endpoints__Other__Url"] = $"http://0.0.0.0:{ofVariable}" };
        var (server, _, _) = await ToolProcess.StartServerAsync(_folder.Path, working.Path, variables);
        using (server)
        {
            foreach (var port in new[] { ofFile, ofVariable })
            {
                using var client = new TcpClient();
                var refused = await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port, Ct).AsTask());
                Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RefusedAsync(string message, params string[] options)
    {
        using var start = ToolProcess.Start(["server", "start", .. options]);
        var (code, output, error) = await start.EndAsync();
        Assert.Equal(((int)ExitCode.Error, ""), (code, output));
        Assert.StartsWith($"domino: {message}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static async Task<string> UserAsync(string address, string key, params string[] args)
    {
        using var run = ToolProcess.Start(["server", "user", .. args], Variables(address, key));
        var (code, output, error) = await run.EndAsync();
        Assert.True(code == (int)ExitCode.Success, error);
        return output;
    }

    private static Dictionary<string, string> Variables(string address, string key) =>
        new() { ["DOMINO_API_HOST"] = address, ["DOMINO_USER_API_KEY"] = key };

    private async Task NoneRunsAsync(string verb)
    {
        using var run = ToolProcess.Start("server", verb, "--data", _folder.Path);
        var (code, output, error) = await run.EndAsync();
        Assert.Equal(((int)ExitCode.NotFound, ""), (code, output));
        Assert.StartsWith($"domino: No server runs on '{_folder.Path}'.", error, StringComparison.Ordinal);
    }
}
