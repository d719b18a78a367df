#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Starts a run and waits for it, then starts another one and reads its state.
// Runs are the older form of jobs: the ID of a run is the ID of its job.
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Runs;
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
    // Starts it and waits; a run that does not succeed is an exception with the end of its log.
    var ended = await project.Runs.RunAsync(new StartRunRequest { Command = ["sh", "-c", "echo counting; seq 3"], Title = "Waited for" });
    Console.WriteLine($"Run {ended.Number} '{ended.Title}' {ended.Status}. It wrote:");
    Console.WriteLine((await project.Runs.GetLogAsync(ended.Id)).StdoutText.Trim());

    // Starts a run and reads its state once.
    var runId = await project.Runs.StartAsync(new StartRunRequest { Command = ["sh", "-c", "sleep 1; exit 3"], Title = "Looked at" });
    var run = await project.Runs.GetAsync(runId);
    Console.WriteLine($"Run {run.Number} '{run.Title}' is {run.Status} now.");

    // The same wait as above in two steps. A run that fails is not an exception here.
    var job = await domino.Jobs.WaitForCompletionAsync(runId, new WaitOptions { Timeout = TimeSpan.FromMinutes(30) });
    Console.WriteLine($"Run {job.Number} '{job.Title}' {job.Status}: {job.Failure?.Message}");
}
finally
{
    await domino.Projects.ArchiveAsync(created.Id);
}
