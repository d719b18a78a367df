using DominoDataLab.Client;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;

// The pages show the calls as a program writes them, without the test's token.
#pragma warning disable xUnit1051

namespace DominoDataLab.Cli.Tests.Docs;

/// <summary>The examples of the page about people, tiers and settings, on a server that has somebody to work with.</summary>
public sealed class PeopleExamples
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task People()
    {
        await using var server = await LocalDomino.StartAsync(new() { Users = [new("grace", Email: "grace@example.com")], Organizations = [new("astronomers") { Administrators = ["domino"] }] }, Ct);
        using var domino = new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        const string token = "the-token";

        // docs: people
        var me = await domino.Users.GetSelfAsync();
        var team = await domino.Organizations.FindAsync("astronomers");
        var created = await domino.Projects.CreateAsync(new CreateProjectRequest { Name = "forecast", Owner = team?.Name ?? me.UserName });
        var project = domino.Project(created.Id);

        await project.Tags.AddAsync(["weekly", "demand"]);
        await project.Collaborators.AddAsync("grace@example.com", ProjectRole.ResultsConsumer);
        await project.Settings.UpdateAsync(new UpdateProjectSettingsRequest { DefaultHardwareTier = "Medium", DefaultVolumeSizeGiB = 20 });
        await project.Variables.SetAsync("REGION", "north");
        await domino.Users.Variables.SetAsync(new Dictionary<string, string> { ["STORE_TOKEN"] = token });
        // end
        Assert.Equal("astronomers", (await domino.Projects.GetAsync(created.Id, Ct)).OwnerUserName);
        Assert.Equal(20, (await project.Settings.GetAsync(Ct)).DefaultVolumeSizeGiB);
        Assert.Contains("grace", await project.Collaborators.ListNamesAsync(Ct).ToListAsync(Ct));
        Assert.Equal(["REGION"], await project.Variables.ListAsync(Ct).Select(variable => variable.Name).ToListAsync(Ct));
    }

    [Fact]
    public async Task Hardware_tiers()
    {
        await using var server = await LocalDomino.StartAsync(cancellationToken: Ct);
        using var domino = new DominoClient(new() { Host = server.Address.AbsoluteUri, ApiKey = server.ApiKey });
        var project = domino.Project($"{server.UserName}/quick-start");
        var text = new StringWriter();

        // docs: hardware-tiers
        await foreach (var available in project.HardwareTiers.ListAsync())
        {
            var tier = available.HardwareTier;
            text.WriteLine($"{tier.Name}: {tier.Resources?.Cores} cores, {tier.Resources?.Memory.Value} {tier.Resources?.Memory.Unit}, {available.Capacity?.NumberOfQueuedRuns} waiting");
        }

        // end
        Assert.Matches("Small: [0-9.]+ cores, [0-9.]+ GiB, 0 waiting", text.ToString());
    }
}
