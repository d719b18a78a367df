#:project ../src/DominoDataLab.Client

// The shortest useful program: dotnet run samples/run-a-job.cs owner/name, with DOMINO_API_HOST and DOMINO_USER_API_KEY set.
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;

if (args.Length != 1)
{
    Console.Error.WriteLine("Usage: dotnet run samples/run-a-job.cs owner/name");
    return 2;
}

await File.WriteAllTextAsync("count.sh", "mkdir -p results; seq \"$1\" | tee results/numbers.txt\n");

using var domino = DominoClient.FromEnvironment();
var project = domino.Project(args[0]);
await project.Files.UploadAsync("count.sh", "count.sh");
var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "count.sh 3" });
await foreach (var line in domino.Jobs.StreamLogsAsync(job.Id))
{
    Console.WriteLine(line.Text);
}

job = await domino.Jobs.WaitForSuccessAsync(job.Id);
await project.Results.DownloadAsync(job, "results/numbers.txt", "numbers.txt");

Console.WriteLine($"numbers.txt has {File.ReadAllLines("numbers.txt").Length} lines");
File.Delete("count.sh");
File.Delete("numbers.txt");
return 0;
