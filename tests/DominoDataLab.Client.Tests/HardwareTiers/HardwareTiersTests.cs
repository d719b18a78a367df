using DominoDataLab.Client.HardwareTiers;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.HardwareTiers;

public sealed class HardwareTiersTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tiers_have_resources_and_one_that_is_unknown_is_null()
    {
        var project = await domino.NewProjectAsync(Ct);
        var tiers = await project.HardwareTiers.ListAsync(Ct).ToListAsync(Ct);
        Assert.Equal(["Small", "Medium", "Large"], tiers.Select(tier => tier.HardwareTier.Name));
        Assert.Equal((4, "GiB"), (tiers[0].HardwareTier.Resources!.Memory.Value, tiers[0].HardwareTier.Resources!.Memory.Unit));
        Assert.True(tiers[0].DataPlane!.IsLocal);
        Assert.Equal("large-k8s", (await project.HardwareTiers.FindAsync("Large", Ct))!.HardwareTier.Id);
        Assert.Null(await project.HardwareTiers.FindAsync("Huge", Ct));
    }

    [Fact]
    public async Task The_capacity_counts_what_runs_and_what_waits()
    {
        await using var server = await DominoFixture.StartServerAsync(
            "a server that runs one job at once",
            new LocalDominoOptions { MaxConcurrentJobs = 1 }
        );
        using var client = new DominoClient(new DominoClientOptions { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        var project = client.Project($"{server.UserName}/quick-start");
        Assert.Equal(
            CapacityLevel.CanExecuteWithCurrentInstances,
            (await project.HardwareTiers.FindAsync("Small", Ct))!.Capacity!.CapacityLevel
        );
        var first = await project.Jobs.StartAsync(new StartJobRequest { Command = "sleep 600", HardwareTier = "Large" }, Ct);
        await foreach (var line in client.Jobs.StreamLogsAsync(first.Id, cancellationToken: Ct))
        {
            // The first line is written once the job has left the queue.
            break;
        }

        await project.Jobs.StartAsync(new StartJobRequest { Command = "true" }, Ct);
        var large = (await project.HardwareTiers.FindAsync("Large", Ct))!.Capacity!;
        var small = (await project.HardwareTiers.FindAsync("Small", Ct))!.Capacity!;
        Assert.Equal(
            (CapacityLevel.Full, 1, 0, 1),
            (large.CapacityLevel, large.NumberOfCurrentlyExecutingRuns, large.NumberOfQueuedRuns, large.MaximumConcurrentRuns)
        );
        Assert.Equal((CapacityLevel.Full, 0, 1), (small.CapacityLevel, small.NumberOfCurrentlyExecutingRuns, small.NumberOfQueuedRuns));
    }

    [Fact]
    public async Task An_ambiguous_name_lists_its_candidates_and_a_known_name_is_looked_up_once()
    {
        const string Project = "0123456789abcdef01234567";
        const string Tier =
            """{"hardwareTier":{"id":"ID","name":"NAME","centsPerMinute":0.5,"hwtFlags":{},"hwtResources":{"cores":1"""
            + ""","memory":{"value":1,"unit":"GiB"},"allowSharedMemoryToExceedDefault":false}}}""";
        await using var server = new RecordedEndpoint();
        static string Named(string id, string name) =>
            Tier.Replace("ID", id, StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal);
        server.Answer($"GET /v4/projects/{Project}/hardwareTiers", $"[{Named("a", "Twin")},{Named("b", "Twin")},{Named("c", "One")}]");
        server.Answer($"PUT /v4/projects/{Project}/settings", "");
        using var client = server.Connect();
        var project = client.Project(Project);
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            project.Settings.UpdateAsync(new UpdateProjectSettingsRequest { DefaultHardwareTier = "Twin" }, Ct)
        );
        Assert.Equal(["Twin (a)", "Twin (b)"], error.Candidates);
        Assert.Contains("Twin (a), Twin (b)", error.Message, StringComparison.Ordinal);
        await project.Settings.UpdateAsync(new UpdateProjectSettingsRequest { DefaultHardwareTier = "One" }, Ct);
        await project.Settings.UpdateAsync(new UpdateProjectSettingsRequest { DefaultHardwareTier = "b" }, Ct);
        Assert.Equal(["GET", "PUT", "PUT"], server.Requests.Select(request => request.Method));
        Assert.Equal("""{"defaultHardwareTierId":"b"}""", server.Requests[^1].Text);
    }
}
