using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>The build of an environment checks the scripts of a user in the sandbox, too.</summary>
public sealed class SandboxedBuildTests
{
    // Not removed: executions of other tests may be using it.
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "logging-bwrap");
    private static readonly string Log = Path.Combine(Folder, "log");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scripts_are_checked_in_the_sandbox()
    {
        SandboxFixture.Need();
        var path = Environment.GetEnvironmentVariable("PATH")!;
        var real = path.Split(':').Select(place => Path.Combine(place, "bwrap")).First(File.Exists);
        await WriteProgramAsync($"#!/bin/sh\nprintf '%s\\n' \"$*\" >>'{Log}'\nexec '{real}' \"$@\"\n");
        Environment.SetEnvironmentVariable("PATH", $"{Folder}:{path}");
        try
        {
            await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { Sandbox = SandboxMode.Require }, Ct);
            using var api = new TestApi(server);
            var mark = Guid.NewGuid().ToString("N");
            await api.NewEnvironmentAsync($"echo {mark}", "");
            Assert.Contains($"/bin/sh -n -c echo {mark}", await File.ReadAllTextAsync(Log, Ct), StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    [Fact]
    public async Task A_script_with_an_error_fails_the_build()
    {
        SandboxFixture.Need();
        await using var server = await LocalDomino.StartAsync(new LocalDominoOptions { Sandbox = SandboxMode.Require }, Ct);
        using var api = new TestApi(server);
        var made = await api.PostAsync(
            "/api/environments/beta/environments",
            new JsonObject
            {
                ["name"] = "wrong",
                ["visibility"] = "private",
                ["image"] = "x",
                ["preRunScript"] = "if true; then",
            }
        );
        var id = (string)made["environment"]!["id"]!;
        await Eventually.HoldsAsync(
            async () =>
                (string?)(await api.GetAsync($"/api/environments/v1/environments/{id}"))["environment"]!["latestRevision"]!["status"]
                == "failed",
            "the build to fail"
        );
        var log = Directory.GetFiles(Path.Combine(server.DataFolder, "logs"), "build-*.log").Select(File.ReadAllText);
        Assert.Contains(
            log,
            text => text.Contains("preRunScript: ", StringComparison.Ordinal) && text.Contains("yntax error", StringComparison.Ordinal)
        );
    }

    private static async Task WriteProgramAsync(string text)
    {
        var program = Path.Combine(Directory.CreateDirectory(Folder).FullName, "bwrap");
        var fresh = Path.Combine(Folder, Guid.NewGuid().ToString("N"));
        await File.WriteAllTextAsync(fresh, text, Ct);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(fresh, (UnixFileMode)0x1ED);
        }

        File.Move(fresh, program, overwrite: true);
    }
}
