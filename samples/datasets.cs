#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Datasets: create, look up, rename, snapshot, remove.
using DominoDataLab.Client;
using DominoDataLab.Client.Datasets;
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
try
{
    var dataset = await project.Datasets.CreateAsync(new CreateDatasetRequest { Name = "prices", Description = "Of wheat" });
    Console.WriteLine($"Created the dataset {dataset.Name}, {dataset.Id}.");
    try
    {
        dataset = await project.Datasets.UpdateAsync(
            dataset.Id,
            new UpdateDatasetRequest { Name = $"{dataset.Name}-by-day", Description = "Of wheat, by day" }
        );
        Console.WriteLine($"It is {dataset.Name} now: {dataset.Description}.");

        var snapshot = await project.Datasets.Snapshots.CreateAsync(dataset.Name);
        snapshot = await project.Datasets.Snapshots.WaitForActiveAsync(snapshot.Id, new() { Timeout = TimeSpan.FromMinutes(10) });
        await project.Datasets.Snapshots.AddTagAsync(dataset.Name, snapshot.Id, "prod");
        var details = await project.Datasets.GetDetailsAsync(dataset.Name);
        Console.WriteLine($"Snapshot {snapshot.Version} is {snapshot.Status}; tags: {string.Join(", ", details.Tags.Keys)}");

        Console.WriteLine("The project's datasets:");
        await foreach (var known in project.Datasets.ListAsync())
        {
            Console.WriteLine($"    {known.Id}  {known.Name}  {known.Description}");
        }

        Console.WriteLine($"Those of all your projects: {await domino.Datasets.ListAsync().CountAsync()}");
    }
    finally
    {
        await project.Datasets.DeleteAsync([dataset.Id]);
        Console.WriteLine($"Removed {dataset.Name}.");
    }
}
finally
{
    await domino.Projects.ArchiveAsync(created.Id);
}
