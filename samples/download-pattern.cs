#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Downloads the files of a snapshot that fit a pattern; what is here already, of the same size and time, is not fetched again:
//   dotnet run samples/download-pattern.cs [owner/project/dataset snapshot pattern target]     ada/sales/prices prod "2026/**/*.csv"
// ./prices
// Without arguments it makes a dataset with a tagged snapshot, and a folder that is removed at the end.
using System.Text;
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

if (args.Length is not (0 or 4))
{
    Console.Error.WriteLine("Usage: dotnet run samples/download-pattern.cs [owner/project/dataset snapshot pattern target]");
    return 2;
}

var own = args.Length == 0 ? Directory.CreateTempSubdirectory("sample-") : null;
var created = own is null
    ? null
    : await domino.Projects.CreateAsync(new CreateProjectRequest { Name = $"sample-{DateTime.UtcNow:yyyyMMdd-HHmmss}" });
try
{
    var (dataset, snapshot, pattern, target) = created is null
        ? (args[0], args[1], args[2], args[3])
        : (await MakeAsync(created.Id), "prod", "2026/**/*.csv", own!.FullName);
    var options = new DatasetDownloadOptions
    {
        Snapshot = snapshot,
        Include = [pattern],
        FileCompleted = file => Console.WriteLine($"    {file.Path}, {file.SizeBytes} bytes: {file.Outcome}"),
    };
    var result = await domino.Datasets.Files.DownloadAllAsync(dataset, target, options);
    Console.WriteLine($"{result.FilesTransferred} files downloaded, {result.FilesSkipped} were here.");
    var again = await domino.Datasets.Files.DownloadAllAsync(dataset, target, options);
    Console.WriteLine($"Again: {again.FilesTransferred} files downloaded, {again.FilesSkipped} were here.");
}
finally
{
    if (created is not null)
    {
        await domino.Projects.ArchiveAsync(created.Id);
    }

    own?.Delete(recursive: true);
}

return 0;

async Task<string> MakeAsync(string projectId)
{
    var datasets = domino.Project(projectId).Datasets;
    var prices = await datasets.CreateAsync(new CreateDatasetRequest { Name = "prices" });
    foreach (var path in (string[])["2025/wheat.csv", "2026/wheat.csv", "2026/south/rye.csv", "2026/notes.txt"])
    {
        await datasets.Files.UploadAsync(prices.Id, new MemoryStream(Encoding.UTF8.GetBytes("day,price\n")), path);
    }

    var snapshot = await datasets.Snapshots.CreateAsync(prices.Id);
    await datasets.Snapshots.WaitForActiveAsync(snapshot.Id, new() { Timeout = TimeSpan.FromMinutes(10) });
    await datasets.Snapshots.AddTagAsync(prices.Id, snapshot.Id, "prod");
    return prices.Id;
}
