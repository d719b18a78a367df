using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-BLOB-KEY: underscores, letters of any alphabet and a line end passed as parts of a key.</summary>
public sealed class DBlobKeyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0123456789012345678901234567890123456_ab")]
    [InlineData("012345678901234567890123456789012345678é")]
    [InlineData("0123456789012345678901234567890123456789\n")]
    [InlineData("0123456789")]
    public async Task What_is_no_key_is_refused_before_anything_is_sent(string key)
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        await Assert.ThrowsAsync<ArgumentException>(() => client.Project("ada/p").Files.OpenBlobAsync(key, Ct));
        Assert.Empty(server.Requests);
    }
}
