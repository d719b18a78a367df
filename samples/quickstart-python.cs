#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// The main job with a Python script. quickstart.cs is the same for a machine without Python.
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;
using Microsoft.Extensions.Logging;

// Log lines go to standard error. Set DOMINO_LOG_LEVEL=DEBUG to see every request.
using var loggers = LoggerFactory.Create(logging =>
    logging.SetMinimumLevel(DominoLogLevel.FromEnvironment()).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
);

// Without a deployment, a Domino starts inside this program. From here on nothing depends on which it is.
var isLocal = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOMINO_API_HOST"));
await using var server = isLocal ? await LocalDomino.StartAsync() : null;
var options = server is null
    ? new DominoClientOptions()
    : new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey };
using var domino = new DominoClient(options, loggerFactory: loggers);
Say(server is null ? $"Using {domino}." : $"DOMINO_API_HOST is not set: started a Domino inside this program, at {server.Address}");

var user = (await domino.Users.GetSelfAsync()).UserName;
if (await domino.Projects.FindAsync(user, "quickstart") is null)
{
    await domino.Projects.CreateAsync(new CreateProjectRequest { Name = "quickstart", Description = "Sensors" });
    Say($"Created the project {user}/quickstart");
}

var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
string[] names = OperatingSystem.IsWindows() ? ["python3.exe", "python.exe"] : ["python3", "python"];
if (isLocal && !path.Any(folder => names.Any(name => File.Exists(Path.Combine(folder, name)))))
{
    Console.Error.WriteLine(
        "python3 was not found, and a local Domino runs its jobs on this machine. Install Python 3, set DOMINO_API_HOST to use a "
            + "deployment, or run samples/quickstart.cs, which needs neither."
    );
    return 1;
}

var project = domino.Project($"{user}/quickstart");
await UploadAsync(
    "readings.csv",
    "sensor,value\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"s{i % 3},{20 + i % 3 * 2 + i * 7919 % 997 / 100m}\n"))
);
await UploadAsync(
    "analyse.py",
    """
    import csv, json, os, statistics, sys

    values = {}
    with open(sys.argv[1]) as file:
        for row in csv.DictReader(file):
            values.setdefault(row["sensor"], []).append(float(row["value"]))

    digits = int(sys.argv[2])
    result = {}
    for sensor, readings in sorted(values.items()):
        result[sensor] = {"mean": round(statistics.mean(readings), digits), "deviation": round(statistics.stdev(readings), digits)}
        print(sensor, len(readings), "readings", result[sensor], flush=True)

    os.makedirs("results", exist_ok=True)
    with open("results/summary.json", "w") as file:
        json.dump(result, file, indent=2)
    """
);

var job = await project.Jobs.StartAsync(
    new StartJobRequest { Command = "analyse.py readings.csv 3", Title = "Mean and deviation by sensor" }
);
Say($"Started job {job.Number}: {job.Command}");
await foreach (var line in domino.Jobs.StreamLogsAsync(job.Id))
{
    Console.WriteLine($"    {line.Type, -13} | {line.Text}");
}

job = await domino.Jobs.WaitForSuccessAsync(job.Id);
Say($"Job {job.Number} {job.Status}. Its results, commit {job.OutputCommitId}:");
using var summary = new StreamReader(await project.Files.OpenReadAsync("results/summary.json", job.OutputCommitId));
Console.WriteLine(await summary.ReadToEndAsync());
return 0;

async Task UploadAsync(string name, string text)
{
    var uploaded = await project.Files.UploadTextAsync(text, name);
    Say($"Uploaded {name} ({uploaded.BytesTransferred:N0} bytes)");
}

static void Say(string text) => Console.WriteLine($"> {text}");
