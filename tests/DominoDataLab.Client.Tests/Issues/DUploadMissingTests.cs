using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-UPLOAD-MISSING: whether there is anything to upload was looked at after the session had begun.</summary>
public sealed class DUploadMissingTests
{
    [Theory]
    [InlineData("missing.csv")]
    [InlineData("missing/*.csv")]
    [InlineData("a.csv/b.csv")]
    public async Task Nothing_is_sent_for_what_is_not_there(string path)
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => endpoint.UploadAsync(tree.Combine(path)));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }
}
