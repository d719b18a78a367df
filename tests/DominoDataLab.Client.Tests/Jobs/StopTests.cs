using DominoDataLab.Client.Jobs;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.Jobs;

public sealed class StopTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_in_the_first_moments_of_a_job_reaches_it()
    {
        // With this grace period a job that missed its SIGTERM would outlast the test.
        await using var server = await DominoFixture.StartServerAsync(
            "a time limit for stopping",
            new LocalDominoOptions { StopGracePeriod = TimeSpan.FromHours(1) }
        );
        using var client = new DominoClient(new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        var project = client.Project($"{server.UserName}/quick-start");
        for (var i = 0; i < 20; i++)
        {
            var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "sleep 300" }, Ct);
            await Eventually.GetAsync(() => client.Jobs.GetAsync(job.Id, Ct), seen => seen.Status == JobStatus.Running, "the job to run");
            await project.Jobs.StopAsync(job.Id, cancellationToken: Ct);
            Assert.Equal(
                JobStatus.Stopped,
                (await client.Jobs.WaitForCompletionAsync(job.Id, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) }, Ct)).Status
            );
        }
    }
}
