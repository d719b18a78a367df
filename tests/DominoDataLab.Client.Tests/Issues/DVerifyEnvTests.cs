using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-VERIFY-ENV: a bundle of authorities named for another program's HTTP library turned the check on again.</summary>
[Collection(ProcessVariables.Collection)]
public sealed class DVerifyEnvTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("REQUESTS_CA_BUNDLE")]
    [InlineData("CURL_CA_BUNDLE")]
    public async Task A_bundle_for_others_does_not_undo_the_switch(string variable)
    {
        using var file = new TemporaryFile(Certificates.Authority.ExportCertificatePem());
        using var variables = new ProcessVariables(("DOMINO_VERIFY_CERTIFICATE", "false"), (variable, file.Path));
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"6.2.0"}"""), Certificates.Stranger);
        using var client = endpoint.Connect();
        Assert.Equal("6.2.0", (await client.GetVersionAsync(Ct)).Version);
    }
}
