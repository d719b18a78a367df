namespace DominoDataLab.LocalServer.Data.Tests.Sources;

/// <summary>The file that declares data sources has passwords, so no execution sees it, not even in a folder that executions see.</summary>
public sealed class HiddenSourcesFileTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_in_the_sandbox_does_not_see_the_file(bool isLink)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(place => File.Exists(place + "/bwrap")),
            "The sandbox needs Linux with bubblewrap."
        );
        using var folder = new TestFolder().Write("secret.json", """{"sources": []}""").Write("seen.txt", "seen");
        using var elsewhere = new TestFolder();
        var file = folder.File("secret.json");
        if (isLink)
        {
            file = elsewhere.File("link.json");
            File.CreateSymbolicLink(file, folder.File("secret.json"));
        }

        var variable = "DECLARED_" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable(variable, folder.Path);
        try
        {
            var options = new LocalDominoOptions
            {
                Sandbox = SandboxMode.Require,
                InheritedVariables = [.. LocalDominoOptions.DefaultInheritedVariables, variable],
            };
            await using var server = await LocalDomino.StartAsync(
                options.AddDataSources(new LocalDataSourcesOptions { SourcesFile = file }),
                Ct
            );
            using var data = new DataServer(server);
            Assert.Equal(["seen"], await data.RunJobAsync($"cat ${variable}/seen.txt ${variable}/secret.json"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }
}
