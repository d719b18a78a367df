namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-HOST-SCHEME: a host without a scheme became an address that failed in the first request.</summary>
public sealed class DHostSchemeTests
{
    [Theory]
    [InlineData("domino.example.com", "https://domino.example.com/")]
    [InlineData("localhost:8080", "https://localhost:8080/")]
    [InlineData(" domino.example.com/path ", "https://domino.example.com/")]
    [InlineData("[::1]:80", "https://[::1]:80/")]
    public void A_host_without_a_scheme_is_https(string given, string used)
    {
        using var client = new DominoClient(new DominoClientOptions { Host = given, ApiKey = "k" });
        Assert.Equal(used, client.Host.AbsoluteUri);
    }

    [Theory]
    [InlineData("://domino.example.com")]
    [InlineData("ftp://domino.example.com")]
    [InlineData("https://")]
    [InlineData("https:/domino.example.com")]
    [InlineData("https://h:99999")]
    [InlineData("two words")]
    public void What_is_no_address_is_refused_at_once_and_quoted(string given)
    {
        var error = Assert.Throws<ArgumentException>(() => new DominoClient(new DominoClientOptions { Host = given, ApiKey = "k" }));
        Assert.Contains(given, error.Message, StringComparison.Ordinal);
        Assert.Contains("https://domino.example.com", error.Message, StringComparison.Ordinal);
    }
}
