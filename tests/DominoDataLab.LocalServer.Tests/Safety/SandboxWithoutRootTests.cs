using System.Diagnostics;

namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>Where the tests run as root, the attacks run once more as an account without any right.</summary>
public sealed class SandboxWithoutRootTests
{
    private const string Nobody = "65534";

    [Fact]
    public async Task The_sandbox_holds_without_root()
    {
        SandboxFixture.Need();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "These tests run without root already.");
        var results = Directory.CreateTempSubdirectory("without-root-");
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                results.UnixFileMode = (UnixFileMode)511;
            }

            var tests = Environment.ProcessPath!;
            var (canStart, _) = await RunAsync(results, "test", "-x", tests);
            Assert.SkipUnless(canStart == 0, $"An account without rights cannot read '{tests}'.");
            var (code, output) = await RunAsync(
                results,
                tests,
                "--no-progress",
                "--results-directory",
                results.FullName,
                "--filter-class",
                "*SandboxAttackTests"
            );
            Assert.True(code == 0, output);
            Assert.Contains("succeeded: 8", output, StringComparison.Ordinal);
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(DirectoryInfo folder, params string[] command)
    {
        var start = new ProcessStartInfo("setpriv", ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", .. command])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.FullName,
            Environment = { ["HOME"] = folder.FullName, ["DOTNET_CLI_HOME"] = folder.FullName },
        };

        // It may name a folder that only root can write to.
        start.Environment.Remove("DOMINO_SERVER_RECORD");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
