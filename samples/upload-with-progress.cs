#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Uploads a file or folder to a dataset, with a progress bar; if it was interrupted, the same command resumes it:
//   dotnet run samples/upload-with-progress.cs [owner/project/dataset path]     ada/sales/prices ./prices
// Without arguments it makes a dataset, and 64 MiB that are removed at the end.
using DominoDataLab.Client;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Transfers;
using DominoDataLab.LocalServer;

// Without DOMINO_API_HOST, a Domino starts inside this program. From here on nothing depends on which it is.
await using var server = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST"))
    ? await LocalDomino.StartAsync()
    : null;
using var domino = server is null
    ? DominoClient.FromEnvironment()
    : new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });

if (args.Length is not (0 or 2))
{
    Console.Error.WriteLine("Usage: dotnet run samples/upload-with-progress.cs [owner/project/dataset path]");
    return 2;
}

var own = args.Length == 0 ? Directory.CreateTempSubdirectory("sample-") : null;
var created = own is null
    ? null
    : await domino.Projects.CreateAsync(new CreateProjectRequest { Name = $"sample-{DateTime.UtcNow:yyyyMMdd-HHmmss}" });
try
{
    var (dataset, path) = created is null ? (args[0], args[1]) : (await MakeAsync(created.Id, own!.FullName), own.FullName);

    // Ctrl+C ends the upload; what has arrived stays at the server for the next call.
    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        stop.Cancel();
    };
    var options = new DatasetUploadOptions
    {
        Collision = CollisionPolicy.Overwrite,
        KeepWhenCancelled = true,
        Progress = Console.IsOutputRedirected ? null : new Bar(),
    };
    var result = await domino.Datasets.Files.UploadAsync(dataset, path, options, stop.Token);
    Console.WriteLine(
        $"\n{result.FilesTransferred} files, {result.BytesTransferred >> 20} MiB in {result.Elapsed.TotalSeconds:0.0} s. "
            + $"{result.BytesResumed >> 20} MiB were uploaded by an earlier call."
    );
}
catch (OperationCanceledException)
{
    Console.WriteLine("\nInterrupted. Run the same command to resume.");
    return 130;
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

async Task<string> MakeAsync(string projectId, string folder)
{
    for (var number = 1; number <= 4; number++)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, $"{number}.bin"), new byte[16 << 20]);
    }

    return (await domino.Project(projectId).Datasets.CreateAsync(new CreateDatasetRequest { Name = "prices" })).Id;
}

internal sealed class Bar : IProgress<TransferProgress>
{
    public void Report(TransferProgress progress)
    {
        var filled = progress.BytesTotal > 0 ? (int)(progress.BytesDone * 30 / progress.BytesTotal) : 0;
        Console.Write(
            $"\r[{new string('#', filled), -30}] {progress.BytesDone >> 20} of {progress.BytesTotal >> 20} MiB, "
                + $"{progress.BytesPerSecond / (1 << 20):0} MiB/s, {progress.TimeLeft?.TotalSeconds ?? 0:0} s left   "
        );
    }
}
