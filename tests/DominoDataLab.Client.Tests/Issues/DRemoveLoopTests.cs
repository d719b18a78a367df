using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-REMOVE-LOOP: the list is fetched once, and a missing dataset is noticed before any is removed.</summary>
public sealed class DRemoveLoopTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_list_serves_for_all_that_are_removed()
    {
        using var recorder = new RequestRecorder();
        using var http = new HttpClient(recorder) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new DominoClient(new DominoClientOptions { Host = domino.Address.AbsoluteUri, ApiKey = domino.ApiKey }, http);
        var id = await (await domino.NewProjectAsync(Ct)).GetIdAsync(Ct);
        var datasets = client.Project(id).Datasets;
        var first = await datasets.CreateAsync(new CreateDatasetRequest { Name = "first" }, Ct);
        var second = await datasets.CreateAsync(new CreateDatasetRequest { Name = "second" }, Ct);
        recorder.Clear();
        await datasets.DeleteAsync([first.Id, "second", "first"], Ct);
        Assert.Equal([$"GET /dataset?projectId={id}", $"DELETE /dataset/{first.Id}", $"DELETE /dataset/{second.Id}"], recorder.Requests);
    }

    [Fact]
    public async Task Nothing_is_removed_if_one_is_missing()
    {
        var datasets = (await domino.NewProjectAsync(Ct)).Datasets;
        await datasets.CreateAsync(new CreateDatasetRequest { Name = "stays" }, Ct);
        var error = await Assert.ThrowsAsync<DominoNotFoundException>(() => datasets.DeleteAsync(["stays", "missing"], Ct));
        Assert.Equal(("dataset", "missing"), (error.Kind, error.Name));
        Assert.NotNull(await datasets.FindAsync("stays", Ct));
    }
}
