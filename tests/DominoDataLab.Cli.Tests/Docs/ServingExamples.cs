using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DominoDataLab.Client;
using DominoDataLab.Client.Apps;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Models;
using DominoDataLab.Client.Projects;

// The pages show the calls as a program writes them, without the test's token.
#pragma warning disable xUnit1051

namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>The examples of the pages about what is built and served: environments, apps, models, endpoints.</summary>
public sealed partial class ServingExamples(ToolFixture tool)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Environments()
    {
        var (domino, project) = await NewAsync();
        await UploadAsync(project, "train.sh", "echo \"seed $SEED, $(ulimit -n) files\"\n");

        // docs: environments
        var environment = await domino.Environments.CreateAsync(new CreateEnvironmentRequest
        {
            Name = "training",
            Visibility = EnvironmentVisibility.Private,
            EnvironmentVariables = [new("SEED", "7")],
            PreRunScript = "echo setting up",
        });
        environment = await domino.Environments.WaitForBuildAsync(environment.Id, deadline: TimeSpan.FromMinutes(30));
        if (environment.LatestRevision?.Status == BuildStatus.Succeeded)
        {
            await project.Jobs.RunAsync(new StartJobRequest { Command = "train.sh", Environment = "training" });
        }

        await domino.Environments.CreateRevisionAsync(environment.Id, new EnvironmentDefinition { Summary = "Another seed", EnvironmentVariables = [new("SEED", "8")] });
        await domino.Environments.ArchiveAsync(environment.Id);
        // end
        var job = await project.Jobs.ListAsync(cancellationToken: Ct).SingleAsync(Ct);
        Assert.StartsWith("seed 7,", (await domino.Jobs.StreamLogsAsync(job.Id, new LogOptions { Type = LogType.Stdout }, Ct).LastAsync(Ct)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apps()
    {
        SkipWithoutPython();
        var (domino, project) = await NewAsync();
        using var folder = new TemporaryFolder();
        var localPath = folder.Write("app.sh", "exec python3 -m http.server --bind 127.0.0.1 \"${PORT:-8888}\"\n");

        // docs: apps
        await project.Files.UploadAsync("app.sh", localPath);
        var published = await project.Apps.PublishAsync();
        var app = await project.Apps.WaitUntilRunningAsync(published.AppId, deadline: TimeSpan.FromMinutes(10));
        Console.WriteLine(app.Status == AppStatus.Running ? $"Open {new Uri(domino.Host, app.RunningAppUrl)}" : $"The app is {app.Status}.");
        await foreach (var line in project.Apps.StreamLogsAsync(published.VersionId, follow: false))
        {
            Console.WriteLine(line.Text);
        }

        await project.Apps.UnpublishAsync();
        // end
        Assert.Equal(AppStatus.Running, app.Status);
        Assert.NotEqual(AppStatus.Running, (await project.Apps.FindAsync(published.AppId, Ct))?.Status);
    }

    [Fact]
    public async Task Models()
    {
        SkipWithoutPython();
        var (_, project) = await NewAsync();
        await UploadAsync(project, "model.py", "def area(width, height):\n    return width * height\n");
        double? area = null;

        // docs: models
        var model = await project.Models.PublishAsync(new PublishModelRequest { Name = "areas", File = "model.py", Function = "area" });
        var first = await project.Models.ListVersionsAsync(model.Id).FirstAsync();
        var version = await project.Models.WaitForVersionAsync(model.Id, first.Id, deadline: TimeSpan.FromMinutes(30));
        if (version.Deployment?.Status == ModelStatus.Running)
        {
            area = await project.Models.CallAsync(model.Id, new Rectangle(3, 4), ShapesJson.Default.Rectangle, ShapesJson.Default.Double);
        }
        else
        {
            Console.WriteLine(string.Join('\n', await project.Models.GetBuildLogAsync(model.Id, version.Id)));
        }

        // end
        // docs: model-export
        var target = new ModelExportTarget { RegistryHost = "registry.example.com", Repository = "models/areas", Tag = "v1", UserName = "ada", Password = Environment.GetEnvironmentVariable("REGISTRY_PASSWORD") };
        var export = await project.Models.Exports.StartAsync(model.Id, version.Id, target);
        export = await project.Models.Exports.WaitForCompletionAsync(export.ExportId!, deadline: TimeSpan.FromMinutes(30));
        Console.WriteLine($"{export.Status}: {(await project.Models.Exports.GetLogAsync(export.ExportId!)).Logs}");
        // end
        Assert.Equal(12, area);
        Assert.Equal("failed", export.Status);
    }

    [Fact]
    public async Task Endpoints()
    {
        var (_, project) = await NewAsync();
        await UploadAsync(project, "model.py", "def area(width, height):\n    return width * height\n");

        // docs: endpoints
        await project.Endpoint.PublishAsync("model.py", "area");
        var state = await project.Endpoint.GetStateAsync();
        if (state.IsPublished == true)
        {
            await project.Endpoint.UnpublishAsync();
        }

        // end
        Assert.Equal("Stopped", (await project.Endpoint.GetStateAsync(Ct)).Status);
    }

    private static void SkipWithoutPython() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "python3"))) == true,
        "What is served here is written in Python, and this machine has none.");

    private static async Task UploadAsync(ProjectClient project, string name, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await project.Files.UploadAsync(name, content, Ct);
    }

    private async Task<(DominoClient Domino, ProjectClient Project)> NewAsync() => (tool.Client, tool.Client.Project(await tool.NewProjectAsync()));
}

// docs: models-json
internal sealed record Rectangle(double Width, double Height);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Rectangle))]
[JsonSerializable(typeof(double))]
internal sealed partial class ShapesJson : JsonSerializerContext;
// end
