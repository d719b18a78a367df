#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Uploads a folder's files, runs one of them, downloads what it made:
//   dotnet run samples/upload-run-download.cs [folder command pattern target]     ./model "train.py 10" "results/**" ./out
// Without arguments it makes a script that counts words, and a folder that is removed at the end.
using System.Collections.Concurrent;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;
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

if (args.Length is not (0 or 4))
{
    Console.Error.WriteLine("Usage: dotnet run samples/upload-run-download.cs [folder command pattern target]");
    return 2;
}

var own = args.Length == 0 ? Directory.CreateTempSubdirectory("sample-") : null;
var (folder, command, pattern, target) = own is null
    ? (args[0], args[1], args[2], args[3])
    : (Path.Combine(own.FullName, "in"), "count-words.sh input.txt", "words.txt", Path.Combine(own.FullName, "out"));
if (own is not null)
{
    Directory.CreateDirectory(folder);
    await File.WriteAllTextAsync(Path.Combine(folder, "input.txt"), "the cat and the dog and the bird\n");
    await File.WriteAllTextAsync(
        Path.Combine(folder, "count-words.sh"),
        "mkdir -p results\ntr ' ' '\\n' < \"$1\" | sort | uniq -c | sort -rn > results/words.txt\n"
    );
}

var created = await domino.Projects.CreateAsync(new CreateProjectRequest { Name = $"sample-{DateTime.UtcNow:yyyyMMdd-HHmmss}" });
var project = domino.Project(created.Id);
try
{
    foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
    {
        var uploaded = await project.Files.UploadAsync(path, Path.GetRelativePath(folder, path).Replace('\\', '/'));
        Console.WriteLine($"Uploaded {path} ({uploaded.BytesTransferred} bytes)");
    }

    Console.WriteLine($"Running {command}");
    var job = await project.Jobs.RunAsync(new StartJobRequest { Command = command });
    Console.WriteLine($"Job {job.Number} {job.Status}; its results are commit {job.OutputCommitId}");
    var downloaded = new ConcurrentQueue<TransferredFile>();
    await project.Results.DownloadAllAsync(job, target, new() { Include = [pattern], FileCompleted = downloaded.Enqueue });
    foreach (var file in downloaded.OrderBy(file => file.Path, StringComparer.Ordinal))
    {
        Console.WriteLine($"Downloaded {file.Path} ({file.SizeBytes} bytes):");
        Console.WriteLine(string.Join('\n', File.ReadLines(Path.Combine(target, file.Path)).Take(3)));
    }
}
finally
{
    await domino.Projects.ArchiveAsync(created.Id);
    own?.Delete(recursive: true);
}

return 0;
