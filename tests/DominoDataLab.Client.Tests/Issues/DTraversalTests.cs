using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-TRAVERSAL: a path with .. counted as normal and reached another resource; on Windows every slash was refused.</summary>
public sealed class DTraversalTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    [InlineData("/../x")]
    public async Task A_path_that_goes_up_is_refused_before_anything_is_sent(string path)
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        var files = client.Project("ada/p").Files;
        await Assert.ThrowsAsync<ArgumentException>(() => files.OpenReadAsync(path, "c1", Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => files.ListAsync(path, "c1", Ct).ToListAsync(Ct).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => files.UploadAsync(Stream.Null, path, cancellationToken: Ct));
        Assert.Empty(server.Requests);
    }
}
