using System.Net;
using System.Net.Sockets;
using System.Text;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Cli.Tests.Commands;

/// <summary>Failures between the tool and a deployment, and their messages.</summary>
public sealed class ConnectionTests(ToolFixture tool)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_invalid_address_is_refused()
    {
        var run = await ToolRun.StartAsync(["project", "list"], new ToolSettings { Host = "ftp://domino.example.com", Key = "k" });
        Refused(
            nameof(ExitCode.Usage),
            "'ftp://domino.example.com' is not a valid address of a Domino deployment. Use the form https://",
            run
        );
    }

    [Fact]
    public async Task A_host_that_can_not_be_reached_is_named()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}";
        closed.Stop();
        var run = await ToolRun.StartAsync(["project", "list"], new ToolSettings { Host = address, Key = "k" });
        Refused(nameof(ExitCode.Unreachable), $"{address} could not be reached", run);
    }

    [Fact]
    public async Task Without_a_credential_the_error_says_what_to_set()
    {
        var run = await ToolRun.StartAsync(["project", "list"], tool.ToConnect() with { Key = null });
        Refused(nameof(ExitCode.Unauthorized), "No credential was found. Set DOMINO_USER_API_KEY", run);
    }

    [Fact]
    public async Task A_wrong_credential_is_traced_to_its_source_and_not_shown()
    {
        var run = await ToolRun.StartAsync(["project", "list"], tool.ToConnect() with { Key = "not-the-key" });
        Refused(nameof(ExitCode.Unauthorized), "answered 401", run);
        Assert.Contains("The credential comes from: ApiKey option.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-key", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_instead_of_json_is_recognised()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(
            listener,
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 35\r\nConnection: close\r\n\r\n<html><title>Log "
                + "in</title></html>\n"
        );
        var run = await ToolRun.StartAsync(["project", "list"], new ToolSettings { Host = $"http://{listener.LocalEndpoint}", Key = "k" });
        Refused(nameof(ExitCode.Error), "\"Log in\". That is a web page, not an answer of the API", run);
        await serving;
    }

    [Fact]
    public async Task A_server_without_room_is_quoted_and_nothing_is_half_written()
    {
        await using var full = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada", EnableFaults = true }, Ct);
        full.Faults.FailNext("PUT /v1/projects/ada/quick-start/big.bin", status: 507);
        var settings = new ToolSettings { Host = full.Address.AbsoluteUri, Key = full.ApiKey };
        using var local = new TemporaryFolder();
        var file = local.Write("big.bin", "content");
        var run = await ToolRun.StartAsync(["file", "upload", file, "-p", "ada/quick-start"], settings);
        Refused(nameof(ExitCode.Error), "answered 507", run);
        var list = await ToolRun.StartAsync(["file", "list", "-p", "ada/quick-start"], settings);
        Assert.DoesNotContain("big.bin", list.Output, StringComparison.Ordinal);
    }

    private static async Task ServeAsync(TcpListener listener, string reply)
    {
        using var connection = await listener.AcceptTcpClientAsync(Ct);
        var stream = connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync(Ct) is { Length: > 0 })
        {
            // The header of the request. It has no body.
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(reply), Ct);
    }

    private static void Refused(string code, string message, ToolRun run)
    {
        Assert.Equal(code, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("domino: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'), line => line.StartsWith("domino: ", StringComparison.Ordinal));
    }
}
