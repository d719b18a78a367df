using DominoDataLab.Client;
using DominoDataLab.Data.Tests.Server;

namespace DominoDataLab.Data.Tests.Authentication;

/// <summary>The options read the environment.</summary>
public sealed class OptionTests : DataTest
{
    private static DominoDataClientOptions Read(params (string Name, string Value)[] variables)
    {
        var environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
        return new DominoDataClientOptions(environment.GetValueOrDefault);
    }

    [Theory]
    [InlineData("http://proxy", "http://api", "http://user", "http://proxy", "http://api")]
    [InlineData("", "http://api", "http://user", "http://api", "http://api")]
    [InlineData(" ", "", "http://user", "http://user", "http://user")]
    public void Case_103_hosts_by_precedence(string proxy, string api, string user, string host, string trainingSets)
    {
        var options = Read(("DOMINO_API_PROXY", proxy), ("DOMINO_API_HOST", api), ("DOMINO_USER_HOST", user));
        Assert.Equal((host, trainingSets), (options.Host, options.TrainingSetHost));
    }

    [Fact]
    public async Task Case_103_without_a_host_nothing_is_sent_and_the_variable_is_named()
    {
        using var client = Server.Client(options => (options.Host, options.TrainingSetHost) = (null, null));
        var error = await Assert.ThrowsAsync<DominoException>(() => client.DataSources.GetAsync("a", Stop));
        Assert.Contains("DOMINO_API_HOST", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<DominoException>(() => client.TrainingSets.GetAsync("a", Stop));
        Assert.Contains("DOMINO_API_HOST", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_slash_at_the_end_of_a_host_is_dropped()
    {
        Server.Add("pg", "PostgreSQLConfig");
        using var client = Server.Client(options => options.Host = Server.Address + "/");
        await client.DataSources.GetAsync("pg", Stop);
        Assert.Equal("/v4/datasource/name/pg", Assert.Single(Server.Script.Requests).Target);
    }

    [Fact]
    public void Case_085_token_file_and_token_service_come_from_the_environment()
    {
        var options = Read(("DOMINO_TOKEN_FILE", "/t"), ("DOMINO_API_PROXY", "http://proxy"));
        Assert.Equal(("/t", "http://proxy"), (options.TokenFile, options.TokenService));
        options.TokenFile = null;
        Assert.Null(options.TokenFile);
    }

    [Fact]
    public void Defaults_of_files_and_folders()
    {
        var options = Read();
        Assert.Null(options.TokenFile);
        Assert.Equal("/var/lib/domino/home/.api/token", options.OAuthTokenFile);
        Assert.Equal("/var/lib/domino/home/.aws/credentials", options.AwsCredentialsFile);
        Assert.Equal("/var/opt/domino/trainingset/project", options.TrainingSetFolder);
    }

    [Fact]
    public async Task Case_004_a_null_token_file_replaces_that_of_the_environment()
    {
        const string Refusal = "Your role does not authorize you to perform this action";
        Server.Script.On("GET", "/v4/datasource/name/s3", ScriptedServer.Json($$"""{"success":false,"message":"{{Refusal}}"}""", 403));
        var options = Read(("DOMINO_TOKEN_FILE", FileOf("token-1")), ("DOMINO_API_HOST", Server.Address));
        (options.ApiKey, options.TokenFile) = ("NOTAKEY", null);
        using var client = new DominoDataClient(options);
        var error = await Assert.ThrowsAsync<DominoApiException>(() => client.DataSources.GetAsync("s3", Stop));
        Assert.Contains(Refusal, error.Message, StringComparison.Ordinal);
        Assert.Equal("NOTAKEY", Assert.Single(Server.Script.Requests)["X-Domino-Api-Key"]);
    }
}
