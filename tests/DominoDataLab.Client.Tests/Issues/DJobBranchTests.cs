using System.Text.Json.Nodes;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>
/// D-JOB-BRANCH: a branch was sent for projects without git, an empty one was the default, and the type was in the singular.
/// </summary>
public sealed class DJobBranchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_branch_is_sent_in_the_plural_to_a_project_in_git()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            $"GET /v4/projects/{RecordedEndpoint.ProjectId}",
            $$"""{"id":"{{RecordedEndpoint.ProjectId}}","name":"p","mainRepository":{"uri":"https://git.example.com/x"} }"""
        );
        using var client = server.Connect();
        await client.Project("ada/p").Jobs.StartAsync(new StartJobRequest { Command = "main.py", Branch = "feature/x" }, Ct);
        var body = JsonNode.Parse(server.Only("POST /v4/jobs/start").Text)!;
        Assert.Equal("""{"type":"branches","value":"feature/x"}""", body["mainRepoGitRef"]!.ToJsonString());
    }

    [Fact]
    public async Task A_branch_of_a_project_without_git_is_refused_and_no_job_is_started()
    {
        await using var server = new RecordedEndpoint();
        server.Answer($"GET /v4/projects/{RecordedEndpoint.ProjectId}", $$"""{"id":"{{RecordedEndpoint.ProjectId}}","name":"p"}""");
        using var client = server.Connect();
        await Assert.ThrowsAsync<ArgumentException>(() =>
            client.Project("ada/p").Jobs.StartAsync(new StartJobRequest { Command = "main.py", Branch = "main" }, Ct)
        );
        Assert.Equal(0, server.Count("POST /v4/jobs/start"));
    }

    public static TheoryData<StartJobRequest> Contradictions =>
        new(
            new StartJobRequest { Command = "main.py", Branch = "" },
            new StartJobRequest
            {
                Command = "main.py",
                Branch = "b",
                CommitId = "c",
            },
            new StartJobRequest
            {
                Command = "main.py",
                MainRepositoryReference = GitReference.Branch("b"),
                CommitId = "c",
            },
            new StartJobRequest
            {
                Command = "main.py",
                Branch = "b",
                MainRepositoryReference = GitReference.Head,
            },
            new StartJobRequest { Command = "main.py", MainRepositoryReference = GitReference.Tag(" ") }
        );

    [Theory]
    [MemberData(nameof(Contradictions), DisableDiscoveryEnumeration = true)]
    public async Task What_contradicts_itself_is_refused_before_anything_is_sent(StartJobRequest request)
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        await Assert.ThrowsAsync<ArgumentException>(() => client.Project("ada/p").Jobs.StartAsync(request, Ct));
        Assert.Empty(server.Requests);
    }
}
