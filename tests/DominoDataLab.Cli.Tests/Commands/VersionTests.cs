namespace DominoDataLab.Cli.Tests.Commands;

public sealed class VersionTests(ToolFixture tool)
{
    [Fact]
    public async Task Version_shows_the_version_of_the_tool_without_a_request()
    {
        var run = await ToolRun.StartAsync(["version"], new ToolSettings { Host = "http://127.0.0.1:1" });
        Assert.Equal(
            (nameof(ExitCode.Success), $"domino {typeof(Tool).Assembly.GetName().Version!.ToString(3)}\n", ""),
            (run.ExitCode, run.Output, run.Error)
        );
    }

    [Fact]
    public async Task Version_of_the_deployment_comes_from_it()
    {
        var run = await tool.RunAsync("version", "--deployment", "-o", "json");
        Assert.Equal(
            (await tool.Client.GetVersionAsync(TestContext.Current.CancellationToken)).Version,
            run.Json.GetProperty("deployment").GetString()
        );
        Assert.Equal(typeof(Tool).Assembly.GetName().Version!.ToString(3), run.Json.GetProperty("tool").GetString());
    }
}
