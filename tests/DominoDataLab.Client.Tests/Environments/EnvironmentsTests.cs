using System.Net;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Client.Tests.Environments;

public sealed class EnvironmentsTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static CreateEnvironmentRequest New(EnvironmentVisibility? visibility = null) =>
        new() { Name = $"e{Guid.NewGuid():N}", Visibility = visibility ?? EnvironmentVisibility.Private };

    [Fact]
    public async Task What_was_created_is_built_listed_and_read_back()
    {
        var made = await domino.Client.Environments.CreateAsync(
            New(EnvironmentVisibility.Global) with
            {
                SupportedClusters = ["MPI"],
                Description = "for tests",
            },
            Ct
        );
        var built = await domino.Client.Environments.WaitForBuildAsync(made.Id, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) }, Ct);
        Assert.Equal(BuildStatus.Succeeded, built.LatestRevision?.Status);
        Assert.Equal(["mpi"], built.SupportedClusters);
        Assert.Equal(EnvironmentVisibility.Global, built.Visibility);
        Assert.Contains(
            (made.Id, EnvironmentVisibility.Global),
            await domino.Client.Environments.ListAsync(Ct).Select(environment => (environment.Id, environment.Visibility)).ToListAsync(Ct)
        );
    }

    [Fact]
    public async Task A_revision_whose_script_the_shell_can_not_read_fails_and_the_one_before_stays_in_use()
    {
        var made = await domino.Client.Environments.CreateAsync(New(), Ct);
        var first = await domino.Client.Environments.WaitForBuildAsync(made.Id, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) }, Ct);
        var second = await domino.Client.Environments.CreateRevisionAsync(
            made.Id,
            new EnvironmentDefinition { PreRunScript = "if then" },
            Ct
        );
        Assert.Equal(2, second.Number);
        var error = await Assert.ThrowsAsync<EnvironmentBuildFailedException>(() =>
            domino.Client.Environments.WaitForBuildAsync(made.Id, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) }, Ct)
        );
        Assert.Equal((second.Id, BuildStatus.Failed), (error.Revision.Id, error.Revision.Status));
        Assert.Equal(first.LatestRevision?.Id, error.Environment.SelectedRevision?.Id);
    }

    [Fact]
    public async Task Scripts_run_around_the_code_and_variables_reach_it()
    {
        var made = await domino.Client.Environments.CreateAsync(
            New() with
            {
                EnvironmentVariables = [new("GREETING", "hello there")],
                PreSetupScript = "echo pre-setup $GREETING",
                PostSetupScript = "test -f .dominoignore && echo post-setup",
                PreRunScript = "echo pre-run > made-before",
                PostRunScript = "cat made-by-code",
            },
            Ct
        );
        await domino.Client.Environments.WaitForBuildAsync(made.Id, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) }, Ct);
        var project = await domino.NewProjectAsync(Ct);
        var job = await project.Jobs.StartAsync(
            new StartJobRequest
            {
                Command = "sh -c 'cat made-before; echo $GREETING; echo of code > made-by-code'",
                Environment = made.Name,
            },
            Ct
        );
        await domino.Client.Jobs.WaitForSuccessAsync(job.Id, null, Ct);
        var lines = await domino.Client.Jobs.StreamLogsAsync(job.Id, cancellationToken: Ct).ToListAsync(Ct);
        Assert.Equal(["pre-run", "hello there"], lines.Where(line => line.Type == LogType.Stdout).Select(line => line.Text));
        string[] expected = ["pre-setup hello there", "post-setup", "of code"];
        Assert.Equal(expected, lines.Where(line => line.Type == LogType.PrepareOutput).Select(line => line.Text).Where(expected.Contains));
        Assert.Equal(made.Id, (await domino.Client.Jobs.GetRuntimeDetailsAsync(job.Id, Ct)).Environment?.EnvironmentId);
    }

    [Fact]
    public async Task A_script_that_fails_ends_the_job_as_an_error_that_names_it()
    {
        var made = await domino.Client.Environments.CreateAsync(New() with { PreRunScript = "exit 7" }, Ct);
        await domino.Client.Environments.WaitForBuildAsync(made.Id, new WaitOptions { Timeout = TimeSpan.FromMinutes(1) }, Ct);
        var project = await domino.NewProjectAsync(Ct);
        var job = await project.Jobs.StartAsync(new StartJobRequest { Command = "true", Environment = made.Id }, Ct);
        var ended = await domino.Client.Jobs.WaitForCompletionAsync(job.Id, null, Ct);
        Assert.Equal(JobStatus.Error, ended.Status);
        Assert.Contains("preRunScript ended with exit code 7", ended.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_environment_is_not_there_for_others_and_a_global_one_takes_an_administrator()
    {
        var made = await domino.Client.Environments.CreateAsync(New(), Ct);
        using var other = domino.ConnectAsOther();
        var hidden = await Assert.ThrowsAsync<DominoNotFoundException>(() => other.Environments.GetAsync(made.Id, Ct));
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.DoesNotContain(made.Id, await other.Environments.ListAsync(Ct).Select(environment => environment.Id).ToListAsync(Ct));
        var refused = await Assert.ThrowsAnyAsync<DominoApiException>(() =>
            other.Environments.CreateAsync(New(EnvironmentVisibility.Global), Ct)
        );
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var defaultOne = await other.Environments.GetDefaultAsync(Ct);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await Assert.ThrowsAnyAsync<DominoApiException>(() => other.Environments.ArchiveAsync(defaultOne.Id, Ct))).StatusCode
        );
    }

    [Fact]
    public async Task An_archived_environment_is_listed_no_more_and_no_job_can_use_it()
    {
        var made = await domino.Client.Environments.CreateAsync(New(), Ct);
        await domino.Client.Environments.ArchiveAsync(made.Id, Ct);
        Assert.True((await domino.Client.Environments.GetAsync(made.Id, Ct)).IsArchived);
        Assert.DoesNotContain(
            made.Id,
            await domino.Client.Environments.ListAsync(Ct).Select(environment => environment.Id).ToListAsync(Ct)
        );
        var project = await domino.NewProjectAsync(Ct);

        // An ID that the project's list does not have is for the server to decide.
        var error = await Assert.ThrowsAsync<DominoApiException>(() =>
            project.Jobs.StartAsync(new StartJobRequest { Command = "true", Environment = made.Id }, Ct)
        );
        Assert.Contains("archived", error.ServerMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restricted_revision_is_told_and_one_of_another_environment_is_refused()
    {
        var made = await domino.Client.Environments.CreateAsync(New(), Ct);
        var other = await domino.Client.Environments.CreateAsync(New(), Ct);
        await domino.Client.Environments.RestrictRevisionAsync(made.Id, made.LatestRevision!.Id, Ct);
        Assert.Equal(made.LatestRevision.Id, (await domino.Client.Environments.GetAsync(made.Id, Ct)).RestrictedRevision?.Id);
        var refused = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            domino.Client.Environments.RestrictRevisionAsync(made.Id, other.LatestRevision!.Id, Ct)
        );
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task The_default_environment_is_the_standard_one()
    {
        var environment = await domino.Client.Environments.GetDefaultAsync(Ct);
        Assert.Equal("Domino Standard Environment", environment.Name);
        Assert.NotNull(environment.LatestRevisionDetails?.DockerImage);
    }
}
