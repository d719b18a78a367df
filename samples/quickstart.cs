#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Domino's main job: a project, its files, a job with a live log, and its results.
using System.Globalization;
using System.Text;
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
    await domino.Projects.CreateAsync(new CreateProjectRequest { Name = "quickstart", Description = "Sales by region" });
    Say($"Created the project {user}/quickstart");
}

var project = domino.Project($"{user}/quickstart");
await UploadAsync("sales.csv", Sales(rows: 2000));
await UploadAsync(
    "summarize.sh",
    """
    #!/bin/sh
    # Revenue by region, of the CSV file named first; regions below the revenue named second are left out.
    mkdir -p results
    echo "Reading $1"
    tail -n +2 "$1" | cut -d, -f2 | sort -u | while read -r region; do
      awk -F, -v region="$region" '$2 == region { rows++; sum += $3 * $4 } END { printf "%-6s %5d sales %12.2f\n", region, rows, sum }' "$1"
    done
    echo "Keeping the regions from $2 on"
    awk -F, -v least="$2" 'NR > 1 { sum[$2] += $3 * $4 }
      END { for (r in sum) if (sum[r] >= least) printf "%s,%.2f\n", r, sum[r] }' "$1" | sort > results/revenue.csv
    """
);

var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "summarize.sh sales.csv 62000", Title = "Revenue by region" });
Say($"Started job {job.Number}: {job.Command}");
await foreach (var line in domino.Jobs.StreamLogsAsync(job.Id))
{
    Console.WriteLine($"    {line.Type, -13} | {line.Text}");
}

job = await domino.Jobs.WaitForSuccessAsync(job.Id);
Say($"Job {job.Number} {job.Status}. Its results, commit {job.OutputCommitId}:");
await foreach (var file in project.Files.ListAsync("results", job.OutputCommitId))
{
    Console.WriteLine($"    {file.Path} ({file.SizeBytes:N0} bytes)");
}

var local = Path.Combine(Path.GetTempPath(), $"revenue-{job.Id}.csv");
await project.Results.DownloadAsync(job, "results/revenue.csv", local);
Say("Downloaded results/revenue.csv:");
foreach (var line in await File.ReadAllLinesAsync(local))
{
    Console.WriteLine($"    {line}");
}

File.Delete(local);

async Task UploadAsync(string path, string text)
{
    var uploaded = await project.Files.UploadTextAsync(text, path);
    Say($"Uploaded {path} ({uploaded.BytesTransferred:N0} bytes)");
}

static void Say(string text) => Console.WriteLine($"> {text}");

static string Sales(int rows)
{
    string[] regions = ["north", "east", "south", "west"];
    var random = new Random(7);
    var csv = new StringBuilder("id,region,quantity,price\n");
    for (var id = 1; id <= rows; id++)
    {
        csv.Append(
            CultureInfo.InvariantCulture,
            $"{id},{regions[random.Next(4)]},{random.Next(1, 10)},{random.Next(100, 5000) / 100.0:0.00}\n"
        );
    }

    return csv.ToString();
}
