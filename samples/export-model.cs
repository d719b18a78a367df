#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Publishes a model and exports its image to a registry: REGISTRY_HOST, REGISTRY_USER and REGISTRY_PASSWORD say to which.
// A local Domino makes no images: there the export fails, and this shows how a program sees that. It needs python3 for the model.
using DominoDataLab.Client;
using DominoDataLab.Client.Models;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;

// Without DOMINO_API_HOST, a Domino starts inside this program. From here on nothing depends on which it is.
await using var server = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST"))
    ? await LocalDomino.StartAsync()
    : null;
using var domino = server is null
    ? DominoClient.FromEnvironment()
    : new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });

var created = await domino.Projects.CreateAsync(new CreateProjectRequest { Name = $"sample-{DateTime.UtcNow:yyyyMMdd-HHmmss}" });
var project = domino.Project(created.Id);
string? modelId = null;
try
{
    await project.Files.UploadTextAsync("def double(x):\n    return 2 * x\n", "model.py");

    var model = await project.Models.PublishAsync(
        new PublishModelRequest
        {
            Name = created.Name,
            File = "model.py",
            Function = "double",
        }
    );
    modelId = model.Id;
    var built = await project.Models.WaitForVersionAsync(modelId, model.Version.Id, new() { Timeout = TimeSpan.FromMinutes(30) });
    Console.WriteLine($"Version {built.Number} of the model {model.Name} is {built.Deployment?.Status}.");

    var export = await project.Models.Exports.StartForSageMakerAsync(
        modelId,
        model.Version.Id,
        new ModelExportTarget
        {
            RegistryHost = Environment.GetEnvironmentVariable("REGISTRY_HOST") ?? "registry.example.com",
            UserName = Environment.GetEnvironmentVariable("REGISTRY_USER"),
            Password = Environment.GetEnvironmentVariable("REGISTRY_PASSWORD"),
            Repository = "domino-model-exports",
            Tag = created.Name,
        }
    );
    Console.WriteLine($"Export {export.ExportId} has begun.");
    export = await project.Models.Exports.WaitForCompletionAsync(export.ExportId!, new() { Timeout = TimeSpan.FromMinutes(30) });
    Console.WriteLine($"It ended as '{export.Status}'. Its log:");
    Console.WriteLine((await project.Models.Exports.GetLogAsync(export.ExportId!)).Logs);
    return export.Status == "complete" || server is not null ? 0 : 1;
}
finally
{
    if (modelId is not null)
    {
        await project.Models.ArchiveAsync(modelId);
    }

    await domino.Projects.ArchiveAsync(created.Id);
}
