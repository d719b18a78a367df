using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-DOWNLOAD-COMMITS: the newest commit was read from a list of objects, but servers list texts.</summary>
public sealed class DDownloadCommitsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""["c2","c1"]""")]
    [InlineData("""[{"id":"c2"},{"id":"c1","message":"m"}]""")]
    public async Task Commits_may_be_texts_or_objects(string json)
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v1/projects/ada/p/commits", json);
        using var client = server.Connect();
        Assert.Equal(["c2", "c1"], await client.Project("ada/p").Files.ListCommitsAsync(Ct).ToListAsync(Ct));
    }
}
