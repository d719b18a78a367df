using System.Diagnostics;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Connection;

/// <summary>
/// A program finds the network proxy of its environment. Each case runs in a process of its own: this test program, told to run one method.
/// </summary>
public sealed class NetworkProxyTests
{
    private const string Host = "http://domino.test";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HTTP_PROXY")]
    [InlineData("http_proxy")]
    [InlineData("ALL_PROXY")]
    public async Task The_environment_s_proxy_is_used(string variable)
    {
        await using var proxy = new RawEndpoint(_ => RawReply.Json("""{"version":"through the proxy"}"""));
        Assert.Equal(0, await RunAsync(Host, (variable, proxy.Address)));
        var request = Assert.Single(proxy.Requests);
        Assert.Equal($"{Host}/version", request.Target);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.0/8")]
    [InlineData("*")]
    public async Task A_host_that_NO_PROXY_names_is_asked_itself(string exceptions)
    {
        await using var proxy = new RawEndpoint(_ => RawReply.Json("{}", 500));
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"through the proxy"}"""));
        Assert.Equal(0, await RunAsync($"http://127.0.0.1:{endpoint.Port}", ("HTTP_PROXY", proxy.Address), ("NO_PROXY", exceptions)));
        Assert.Empty(proxy.Requests);
        Assert.Single(endpoint.Requests);
    }

    /// <summary>The program of the separate process.</summary>
    [Fact(Explicit = true)]
    public async Task Ask_for_the_version()
    {
        using var client = new DominoClient(
            new DominoClientOptions
            {
                Host = Environment.GetEnvironmentVariable("DOMINO_TEST_PROXIED_HOST"),
                ApiKey = "k",
                MaxRetries = 0,
            }
        );
        Assert.Equal("through the proxy", (await client.GetVersionAsync(Ct)).Version);
    }

    private static async Task<int> RunAsync(string host, params (string Name, string Value)[] variables)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "DominoDataLab.Client.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (
            var argument in new[]
            {
                "--explicit",
                "only",
                "--filter-method",
                $"{typeof(NetworkProxyTests).FullName}.{nameof(Ask_for_the_version)}",
                "--no-progress",
            }
        )
        {
            start.ArgumentList.Add(argument);
        }

        foreach (
            var name in start
                .Environment.Keys.Where(name =>
                    name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase)
                    || name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)
                )
                .ToList()
        )
        {
            start.Environment.Remove(name);
        }

        // The run's deployment would be asked through the proxy too.
        start.Environment.Remove("DOMINO_TEST_HOST");
        start.Environment["DOMINO_TEST_PROXIED_HOST"] = host;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        TestContext.Current.TestOutputHelper?.WriteLine(await output + await error);
        return process.ExitCode;
    }
}
