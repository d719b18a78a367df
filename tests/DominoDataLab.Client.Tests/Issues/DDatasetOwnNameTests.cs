using DominoDataLab.Client.Datasets;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-DATASET-OWN-NAME: a dataset keeps its name without a conflict, and names are compared within its own project.</summary>
public sealed class DDatasetOwnNameTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dataset_is_saved_under_its_present_name()
    {
        var datasets = (await domino.NewProjectAsync(Ct)).Datasets;
        await datasets.CreateAsync(new CreateDatasetRequest { Name = "same" }, Ct);
        var saved = await datasets.UpdateAsync("same", new UpdateDatasetRequest { Name = "same", Description = "changed" }, Ct);
        Assert.Equal(("same", "changed"), (saved.Name, saved.Description));
    }

    [Fact]
    public async Task A_name_is_compared_with_those_of_the_datasets_own_project()
    {
        var here = (await domino.NewProjectAsync(Ct)).Datasets;
        var there = (await domino.NewProjectAsync(Ct)).Datasets;
        await here.CreateAsync(new CreateDatasetRequest { Name = "only-here" }, Ct);
        var elsewhere = await there.CreateAsync(new CreateDatasetRequest { Name = "elsewhere" }, Ct);
        await there.CreateAsync(new CreateDatasetRequest { Name = "only-there" }, Ct);

        await Assert.ThrowsAsync<DominoExistsException>(() =>
            here.UpdateAsync(elsewhere.Id, new UpdateDatasetRequest { Name = "only-there" }, Ct)
        );
        Assert.Equal("only-here", (await here.UpdateAsync(elsewhere.Id, new UpdateDatasetRequest { Name = "only-here" }, Ct)).Name);
    }
}
