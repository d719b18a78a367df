using System.Net;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Tests.Environments;

/// <summary>Which revision of an environment a job runs in: as it says itself, or else as its project's settings say.</summary>
public sealed class RevisionTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_names_no_revision_runs_in_the_one_of_its_projects_settings()
    {
        var (environment, first, second) = await TwoRevisionsAsync();
        var project = await domino.NewProjectAsync(Ct);
        await project.Settings.UpdateAsync(
            new UpdateProjectSettingsRequest
            {
                DefaultEnvironment = environment.Id,
                DefaultEnvironmentRevision = RevisionChoice.One(first),
            },
            Ct
        );

        Assert.Equal(
            (first, RevisionChoice.One(first)),
            await UsedAsync(project, new StartJobRequest { Command = "sh -c 'test $SEED = 1'" })
        );
        Assert.Equal(
            (first, RevisionChoice.One(first)),
            await UsedAsync(project, new StartJobRequest { Command = "true", Environment = environment.Name })
        );
        Assert.Equal(
            (second, RevisionChoice.Active),
            await UsedAsync(project, new StartJobRequest { Command = "true", EnvironmentRevision = RevisionChoice.Active })
        );
        var run = await project.Runs.RunAsync(new() { Command = ["sh", "-c", "test $SEED = 1"] }, cancellationToken: Ct);
        Assert.Equal(first, (await domino.Client.Jobs.GetRuntimeDetailsAsync(run.Id, Ct)).Environment?.EnvironmentRevisionId);

        // What the settings say is of their environment only.
        var other = await domino.Client.Environments.GetDefaultAsync(Ct);
        Assert.Equal(
            (other.LatestRevisionDetails!.Id, RevisionChoice.Active),
            await UsedAsync(project, new StartJobRequest { Command = "true", Environment = other.Id })
        );
        await project.Settings.UpdateAsync(new UpdateProjectSettingsRequest { DefaultEnvironment = other.Id }, Ct);
        Assert.Equal(RevisionChoice.Active, (await project.Settings.GetAsync(Ct)).DefaultEnvironmentRevision);
        Assert.Equal(
            (other.LatestRevisionDetails.Id, RevisionChoice.Active),
            await UsedAsync(project, new StartJobRequest { Command = "true" })
        );
    }

    [Fact]
    public async Task A_job_runs_in_the_revision_that_it_names_itself()
    {
        var (environment, first, second) = await TwoRevisionsAsync();
        var project = await domino.NewProjectAsync(Ct);
        var request = new StartJobRequest { Command = "true", Environment = environment.Id };
        Assert.Equal(
            (first, RevisionChoice.One(first)),
            await UsedAsync(project, request with { EnvironmentRevision = RevisionChoice.One(first) })
        );
        Assert.Equal(
            (second, RevisionChoice.Latest),
            await UsedAsync(project, request with { EnvironmentRevision = RevisionChoice.Latest })
        );

        var none = await Assert.ThrowsAsync<DominoApiException>(() =>
            project.Jobs.StartAsync(request with { EnvironmentRevision = RevisionChoice.Restricted }, Ct)
        );
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
        Assert.Contains("no restricted revision", none.Message, StringComparison.Ordinal);
        await domino.Client.Environments.RestrictRevisionAsync(environment.Id, first, Ct);
        Assert.Equal(
            (first, RevisionChoice.Restricted),
            await UsedAsync(project, request with { EnvironmentRevision = RevisionChoice.Restricted })
        );
    }

    [Fact]
    public async Task A_revision_of_another_environment_is_refused()
    {
        var (environment, first, _) = await TwoRevisionsAsync();
        var project = await domino.NewProjectAsync(Ct);
        var job = await Assert.ThrowsAsync<DominoApiException>(() =>
            project.Jobs.StartAsync(new StartJobRequest { Command = "true", EnvironmentRevision = RevisionChoice.One(first) }, Ct)
        );
        var settings = await Assert.ThrowsAsync<DominoApiException>(() =>
            project.Settings.UpdateAsync(new UpdateProjectSettingsRequest { DefaultEnvironmentRevision = RevisionChoice.One(first) }, Ct)
        );
        Assert.All(
            [job, settings],
            refusal =>
                Assert.Equal(
                    (HttpStatusCode.BadRequest, true),
                    (refusal.StatusCode, refusal.Message.Contains(first, StringComparison.Ordinal))
                )
        );
        Assert.Empty(await project.Jobs.ListAsync(cancellationToken: Ct).ToListAsync(Ct));
        await project.Settings.UpdateAsync(
            new UpdateProjectSettingsRequest
            {
                DefaultEnvironment = environment.Id,
                DefaultEnvironmentRevision = RevisionChoice.One(first),
            },
            Ct
        );
    }

    private async Task<(string? Id, RevisionChoice? Asked)> UsedAsync(ProjectClient project, StartJobRequest request)
    {
        var job = await project.Jobs.RunAsync(request, cancellationToken: Ct);
        var used = (await domino.Client.Jobs.GetRuntimeDetailsAsync(job.Id, Ct)).Environment!;
        return (used.EnvironmentRevisionId, used.EnvironmentRevision);
    }

    private async Task<(ComputeEnvironment Environment, string First, string Second)> TwoRevisionsAsync()
    {
        var made = await domino.Client.Environments.CreateAsync(
            new()
            {
                Name = $"revisions-{Guid.NewGuid():N}",
                Visibility = EnvironmentVisibility.Private,
                EnvironmentVariables = [new("SEED", "1")],
            },
            Ct
        );
        var first = (await domino.Client.Environments.WaitForBuildAsync(made.Id, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) }, Ct))
            .LatestRevision!
            .Id;
        var second = await domino.Client.Environments.CreateRevisionAsync(
            made.Id,
            new EnvironmentDefinition { EnvironmentVariables = [new("SEED", "2")] },
            Ct
        );
        await domino.Client.Environments.WaitForBuildAsync(made.Id, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) }, Ct);
        return (made, first, second.Id);
    }
}
