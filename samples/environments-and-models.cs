#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Chooses an environment, publishes a Python function as a model in it, adds a version, calls both.
// A local Domino needs python3 for it. A version that can't be served ends this with exit code 1; its log says why.
using System.Text.Json.Serialization;
using DominoDataLab.Client;
using DominoDataLab.Client.Environments;
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

var environments = await domino.Environments.ListAsync().ToListAsync();
var standard = await domino.Environments.GetDefaultAsync();
Console.WriteLine(
    $"{environments.Count(environment => environment.Visibility == EnvironmentVisibility.Global)} of {environments.Count} environments are "
        + $"global. The default one is '{standard.Name}'."
);

var created = await domino.Projects.CreateAsync(new CreateProjectRequest { Name = $"sample-{DateTime.UtcNow:yyyyMMdd-HHmmss}" });
var project = domino.Project(created.Id);
string? modelId = null;
try
{
    await project.Files.UploadTextAsync("def area(width, height):\n    return width * height\n", "model.py");
    var model = await project.Models.PublishAsync(
        new PublishModelRequest
        {
            Name = created.Name,
            Description = "v1",
            File = "model.py",
            Function = "area",
            Environment = standard.Id,
        }
    );
    modelId = model.Id;
    Console.WriteLine($"Published the model {model.Name}, version {model.Version.Number}.");

    // A version keeps the files of the commit that it was published from.
    if (!await IsServedAsync(model.Version.Id))
    {
        return 1;
    }

    await project.Files.UploadTextAsync("def area(width, height):\n    return 3.14159 * width * height / 4\n", "model.py");
    var second = await project.Models.PublishVersionAsync(
        modelId,
        new PublishModelVersionRequest
        {
            Description = "v2: ellipses",
            File = "model.py",
            Function = "area",
            Environment = standard.Id,
        }
    );
    if (!await IsServedAsync(second.Id))
    {
        return 1;
    }

    // A deployment asks for the model's access token, which its page shows.
    var token = Environment.GetEnvironmentVariable("MODEL_ACCESS_TOKEN");
    await foreach (var version in project.Models.ListVersionsAsync(modelId))
    {
        var area = await project.Models.CallAsync(
            modelId,
            new Shape(4, 3),
            CallJson.Default.Shape,
            CallJson.Default.Double,
            version.Number,
            token
        );
        Console.WriteLine($"Version {version.Number} says: 4 x 3 has the area {area}.");
    }

    return 0;
}
finally
{
    if (modelId is not null)
    {
        await project.Models.ArchiveAsync(modelId);
    }

    await domino.Projects.ArchiveAsync(created.Id);
}

async Task<bool> IsServedAsync(string versionId)
{
    try
    {
        var version = await project.Models.WaitForVersionAsync(modelId, versionId, new() { Timeout = TimeSpan.FromMinutes(30) });
        Console.WriteLine($"Version {version.Number} is {version.Deployment?.Status}.");
        return true;
    }
    catch (ModelFailedException e)
    {
        Console.Error.WriteLine(e.Message);
        return false;
    }
}

internal sealed record Shape(double Width, double Height);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Shape))]
[JsonSerializable(typeof(double))]
internal sealed partial class CallJson : JsonSerializerContext;
