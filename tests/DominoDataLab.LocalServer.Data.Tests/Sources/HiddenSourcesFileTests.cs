using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Data.Tests.Sources;

/// <summary>The file that declares data sources has passwords, so no execution sees it, also in a folder that executions see.</summary>
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
            Assert.Equal(["seen"], await OutputAsync(data, $"cat ${variable}/seen.txt ${variable}/secret.json"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    private static async Task<List<string?>> OutputAsync(DataServer data, string script)
    {
        var self = (await data.SendAsync(HttpMethod.Get, "/v4/users/self")).Body!;
        var (_, project) = await data.SendAsync(
            HttpMethod.Post,
            "/v4/projects",
            new JsonObject
            {
                ["name"] = "hidden",
                ["ownerId"] = self["id"]!.DeepClone(),
                ["description"] = "",
                ["visibility"] = "Private",
                ["collaborators"] = new JsonArray(),
                ["tags"] = new JsonObject { ["tagNames"] = new JsonArray() },
            }
        );
        var (_, job) = await data.SendAsync(
            HttpMethod.Post,
            "/v4/jobs/start",
            new JsonObject { ["projectId"] = project!["id"]!.DeepClone(), ["commandToRun"] = $"sh -c '{script}'" }
        );
        var id = (string)job!["id"]!;
        await Eventually.HoldsAsync(
            async () => (bool)(await data.SendAsync(HttpMethod.Get, "/v4/jobs/" + id)).Body!["statuses"]!["isCompleted"]!,
            "the job to end"
        );
        var log = (await data.SendAsync(HttpMethod.Get, $"/v4/jobs/{id}/logsWithProblemSuggestions?logType=stdout")).Body!;
        return [.. log["logset"]!["logContent"]!.AsArray().Select(line => (string?)line!["log"])];
    }
}
