using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DominoDataLab.LocalServer.Data.Tests.Objects;

[assembly: AssemblyFixture(typeof(S3Server))]

namespace DominoDataLab.LocalServer.Data.Tests.Objects;

/// <summary>A server that is compatible with S3: s3rver from npm, with the bucket <c>lake</c>.</summary>
public sealed class S3Server : IAsyncLifetime
{
    /// <summary>The environment variable that names the program.</summary>
    public const string Variable = "DOMINO_TEST_S3RVER";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly TestFolder _folder = new();
    private Process? _process;

    /// <summary>The reason why tests that need it are skipped; null if it runs.</summary>
    public string? Missing { get; private set; }

    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } program)
        {
            Missing = $"It needs s3rver. Run 'npm install s3rver' and set {Variable} to node_modules/.bin/s3rver.";
            return;
        }

        var port = FreePort();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        string[] arguments =
        [
            "--directory",
            _folder.Path,
            "--address",
            "127.0.0.1",
            "--port",
            port.ToString(CultureInfo.InvariantCulture),
            "--silent",
            "--no-vhost-buckets",
            "--configure-bucket",
            "lake",
        ];
        // It encrypts the tokens of pages with an algorithm that newer OpenSSL has in another module.
        var start = new ProcessStartInfo(Path.GetFullPath(program), arguments) { RedirectStandardOutput = true };
        start.Environment["NODE_OPTIONS"] = "--openssl-legacy-provider";
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(Address, limit.Token);
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
