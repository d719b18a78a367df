using System.Net;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;

namespace DominoDataLab.Client.Tests.Projects;

public sealed class SettingsTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_default_tier_and_environment_are_named_and_the_tier_takes_effect_in_jobs()
    {
        var project = await domino.NewProjectAsync(Ct);
        Assert.Equal("small-k8s", (await project.Settings.GetAsync(Ct)).DefaultHardwareTierId);
        await project.Settings.UpdateAsync(
            new UpdateProjectSettingsRequest
            {
                DefaultHardwareTier = "Medium",
                DefaultEnvironment = "Spark Compute Environment",
                DefaultVolumeSizeGiB = 12.5,
            },
            Ct
        );
        await project.Settings.UpdateAsync(new UpdateProjectSettingsRequest { DefaultEnvironmentRevision = RevisionChoice.Latest }, Ct);
        var settings = await project.Settings.GetAsync(Ct);
        Assert.Equal(
            ("medium-k8s", 12.5, RevisionChoice.Latest),
            (settings.DefaultHardwareTierId, settings.DefaultVolumeSizeGiB, settings.DefaultEnvironmentRevision)
        );
        Assert.NotEqual(
            (await (await domino.NewProjectAsync(Ct)).Settings.GetAsync(Ct)).DefaultEnvironmentId,
            settings.DefaultEnvironmentId
        );

        var job = await project.Jobs.RunAsync(new StartJobRequest { Command = "true" }, cancellationToken: Ct);
        Assert.Equal("medium-k8s", (await domino.Client.Jobs.GetRuntimeDetailsAsync(job.Id, Ct)).HardwareTier?.Id);
        Assert.True((await project.HardwareTiers.FindAsync("Medium", Ct))!.HardwareTier.Flags!.IsDefault);
    }

    [Fact]
    public async Task What_does_not_exist_or_fit_is_refused_and_nothing_is_changed()
    {
        var project = await domino.NewProjectAsync(Ct);
        var before = await project.Settings.GetAsync(Ct);
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() =>
            project.Settings.UpdateAsync(new UpdateProjectSettingsRequest { DefaultVolumeSizeGiB = 20, DefaultHardwareTier = "Huge" }, Ct)
        );
        Assert.Contains("Medium (medium-k8s)", error.Message, StringComparison.Ordinal);
        var tooBig = await Assert.ThrowsAsync<DominoApiException>(() =>
            project.Settings.UpdateAsync(new UpdateProjectSettingsRequest { DefaultVolumeSizeGiB = before.MaxVolumeSizeGiB + 1 }, Ct)
        );
        Assert.Equal(HttpStatusCode.BadRequest, tooBig.StatusCode);
        using var other = domino.ConnectAsOther();
        var id = await project.GetIdAsync(Ct);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await Assert.ThrowsAsync<DominoApiException>(() =>
                    other.Project(id).Settings.UpdateAsync(new UpdateProjectSettingsRequest { DefaultVolumeSizeGiB = 20 }, Ct)
                )
            ).StatusCode
        );
        Assert.Equal(before, await project.Settings.GetAsync(Ct));
    }
}
