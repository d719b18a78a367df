#:project ../src/DominoDataLab.Client
#:project ../src/DominoDataLab.LocalServer

// Causes the common errors on a local Domino and shows how a program tells them apart.
using System.Net;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;
using DominoDataLab.LocalServer;

await using var server = await LocalDomino.StartAsync();
using var domino = new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
var project = domino.Project("domino/quick-start");

try
{
    await project.Jobs.RunAsync("sh -c 'echo about to fail; exit 3'");
}
catch (JobFailedException e) when (e.Job.Status == JobStatus.Failed)
{
    // The job ran and the user's code failed. The exception has the reason and the end of the log.
    Console.WriteLine($"Job {e.Job.Number}: {e.Job.Failure?.Message} Last line: {e.LastLogLines[^1].Text}");
}

try
{
    await domino.Project("domino/no-such-project").GetIdAsync();
}
catch (DominoNotFoundException e)
{
    Console.WriteLine($"There is no {e.Kind} '{e.Name}'.");
}

var longJob = await project.Jobs.StartAsync("sleep 60");
try
{
    await project.Jobs.WaitForCompletionAsync(longJob, new WaitOptions { Timeout = TimeSpan.FromSeconds(1) });
}
catch (WaitTimeoutException)
{
    // The job is still running. Decide here whether to wait again or to stop it.
    await project.Jobs.StopAsync(longJob, keepResults: false);
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
