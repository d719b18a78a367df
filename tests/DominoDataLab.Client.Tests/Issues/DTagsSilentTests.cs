namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-TAGS-SILENT: removing a tag that is not there answered with nothing, as a failure might.</summary>
public sealed class DTagsSilentTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Removing_a_tag_says_whether_there_was_one()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Tags.AddAsync(["there"], Ct);
        Assert.False(await project.Tags.RemoveAsync("not-there", Ct));
        Assert.True(await project.Tags.RemoveAsync("there", Ct));
        Assert.False(await project.Tags.RemoveAsync("there", Ct));
    }
}
