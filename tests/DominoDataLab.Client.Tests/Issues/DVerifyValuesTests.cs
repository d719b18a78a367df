using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-VERIFY-VALUES: only four lower-case words turned the certificate check off.</summary>
[Collection(ProcessVariables.Collection)]
public sealed class DVerifyValuesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("false")]
    [InlineData("False")]
    [InlineData("FALSE")]
    [InlineData("f")]
    [InlineData("F")]
    [InlineData("no")]
    [InlineData("No")]
    [InlineData("n")]
    [InlineData("0")]
    [InlineData(" false ")]
    public async Task A_no_in_any_case_turns_the_check_off(string value)
    {
        using var variables = new ProcessVariables(("DOMINO_VERIFY_CERTIFICATE", value));
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"6.2.0"}"""), Certificates.Stranger);
        using var client = endpoint.Connect();
        Assert.Equal("6.2.0", (await client.GetVersionAsync(Ct)).Version);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("nothing")]
    public async Task Anything_else_leaves_it_on(string? value)
    {
        using var variables = new ProcessVariables(("DOMINO_VERIFY_CERTIFICATE", value));
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"6.2.0"}"""), Certificates.Stranger);
        using var client = endpoint.Connect();
        await Assert.ThrowsAsync<DominoConnectionException>(() => client.GetVersionAsync(Ct));
        Assert.Empty(endpoint.Requests);
    }
}
