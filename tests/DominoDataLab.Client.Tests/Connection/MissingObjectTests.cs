using System.Net;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Connection;

/// <summary>A missing object is the same exception everywhere, whether a list does not have it or the server answers 404.</summary>
public sealed class MissingObjectTests
{
    private const string Id = "0123456789abcdef01234567";

    private static readonly Dictionary<string, (string Kind, string Name, Func<DominoClient, Task> Call)> Calls = new()
    {
        ["a job"] = ("job", Id, client => client.Jobs.GetAsync(Id, Ct)),
        ["a job to stop, which only the body names"] = (
            "job",
            Id,
            client => client.Project(RecordedEndpoint.ProjectId).Jobs.StopAsync(Id, cancellationToken: Ct)
        ),
        ["a job to restart"] = ("job", Id, client => client.Jobs.RestartAsync(Id, cancellationToken: Ct)),
        ["a job to archive"] = ("job", Id, client => client.Jobs.ArchiveAsync(Id, Ct)),
        ["a job whose log is read"] = (
            "job",
            Id,
            client => client.Jobs.StreamLogsAsync(Id, cancellationToken: Ct).ToListAsync(Ct).AsTask()
        ),
        ["a job that is waited for"] = ("job", Id, client => client.Jobs.WaitForSuccessAsync(Id, cancellationToken: Ct)),
        ["a project"] = ("project", Id, client => client.Projects.GetAsync(Id, Ct)),
        ["a project whose jobs are listed"] = (
            "project",
            Id,
            client => client.Project(Id).Jobs.ListAsync(cancellationToken: Ct).ToListAsync(Ct).AsTask()
        ),
        ["a project by its name"] = (
            "project",
            "ada/none",
            client => client.Project("ada/none").Runs.ListAsync(Ct).ToListAsync(Ct).AsTask()
        ),
        ["a run"] = ("run", Id, client => client.Project("ada/p").Runs.GetAsync(Id, Ct)),
        ["a dataset"] = ("dataset", Id, client => client.Datasets.GetAsync(Id, Ct)),
        ["a snapshot"] = ("snapshot", Id, client => client.Datasets.Snapshots.GetAsync(Id, Ct)),
        ["a model's version"] = ("version", "v1", client => client.Project("ada/p").Models.GetVersionAsync("m1", "v1", Ct)),
        ["an environment"] = ("environment", Id, client => client.Environments.GetAsync(Id, Ct)),
        ["a tier"] = (
            "hardware tier",
            "none",
            client => client.Project("ada/p").Jobs.StartAsync(new StartJobRequest { Command = "true", HardwareTier = "none" }, Ct)
        ),
    };

    public static TheoryData<string> Cases => [.. Calls.Keys];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_says_what_is_missing(string what)
    {
        var (kind, name, call) = Calls[what];
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() => call(client));
        Assert.Equal((kind, name, HttpStatusCode.NotFound), (error.Kind, error.Name, error.StatusCode));
        Assert.StartsWith($"The {kind} '{name}' was not found.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_servers_message_decides_between_several_objects()
    {
        await using var server = new RecordedEndpoint();
        server.Answer($"GET /v1/projects/ada/p/runs/{Id}", """{"message":"There is no such project."}""", 404);
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() => client.Project("ada/p").Runs.GetAsync(Id, Ct));
        Assert.Equal(("project", "ada/p"), (error.Kind, error.Name));
        Assert.Contains("There is no such project.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ID_that_a_list_does_not_have_is_for_the_server_to_decide()
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        await client.Project("ada/p").Jobs.StartAsync(new StartJobRequest { Command = "true", Environment = Id }, Ct);
        Assert.Contains(Id, server.Only("POST /v4/jobs/start").Text, StringComparison.Ordinal);
    }
}
