#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// What can go wrong, and how a program tells one from the other. It makes each happen on a Domino of its own.
using System.Net;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;
using DominoDataLab.LocalServer;

await using var server = await LocalDomino.StartAsync();
using var domino = new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
var project = domino.Project("domino/quick-start");

try
{
    var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "sh -c 'echo about to fail; exit 3'" });
    await domino.Jobs.WaitForSuccessAsync(job.Id);
}
catch (JobFailedException e) when (e.Job.Status == JobStatus.Failed)
{
    // The job ran, and the user's own code failed: its last words are here.
    Console.WriteLine($"Job {e.Job.Number}: {e.Job.AbnormalStatus?.RunFailureMessage} Last line: {e.LastLogLines[^1].Text}");
}

try
{
    await domino.Project("domino/no-such-project").GetIdAsync();
}
catch (DominoNotFoundException e)
{
    Console.WriteLine($"No {e.Kind} {e.Name}.");
}

var longJob = await project.Jobs.StartAsync(new StartJobRequest { Command = "sleep 60" });
try
{
    await domino.Jobs.WaitForCompletionAsync(longJob.Id, new WaitOptions { Deadline = TimeSpan.FromSeconds(1) });
}
catch (DominoTimeoutException)
{
    // The wait is over and the job is not; this is the place to decide what becomes of it.
    await project.Jobs.StopAsync(longJob.Id, keepResults: false);
    Console.WriteLine($"Job {longJob.Number} took too long and was stopped.");
}

using var stranger = new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = "not-the-key" });

try
{
    await stranger.Users.GetSelfAsync();
}
catch (DominoApiException e) when (e.StatusCode == HttpStatusCode.Unauthorized)
{
    Console.WriteLine($"{e.Route} was refused: {e.ServerMessage}");
}
