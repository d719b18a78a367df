using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Connection;

/// <summary>A client reads the environment when it is created.</summary>
[Collection(ProcessVariables.Collection)]
public sealed class VariableTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 5)]
    [InlineData("", 5)]
    [InlineData("0", 1)]
    [InlineData("2", 3)]
    public async Task DOMINO_MAX_RETRIES_is_the_number_of_repetitions_and_4_if_it_is_not_set(string? value, int requests)
    {
        using var variables = new ProcessVariables(("DOMINO_MAX_RETRIES", value));
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("{}", 503));
        using var client = endpoint.Connect(options => (options.MaxRetries, options.TimeProvider) = (null, new SkippingClock()));
        await Assert.ThrowsAsync<DominoApiException>(() => client.GetVersionAsync(Ct));
        Assert.Equal(requests, endpoint.Requests.Count);
    }

    [Theory]
    [InlineData("four")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("101")]
    public void A_DOMINO_MAX_RETRIES_that_is_no_such_number_is_refused_and_quoted(string value)
    {
        using var variables = new ProcessVariables(("DOMINO_MAX_RETRIES", value));
        var error = Assert.Throws<ArgumentException>(() => new DominoClient(new DominoClientOptions { Host = "h", ApiKey = "k" }));
        Assert.Contains($"DOMINO_MAX_RETRIES is '{value}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task A_variable_that_is_empty_or_blank_counts_as_not_set(string value)
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"1"}"""));
        using var variables = new ProcessVariables([
            .. ProcessVariables.Known.Select(name => (name, (string?)value)),
            ("DOMINO_API_HOST", endpoint.Address),
            ("DOMINO_USER_API_KEY", "env-key"),
        ]);
        using var client = DominoClient.FromEnvironment();
        Assert.Equal("1", (await client.GetVersionAsync(Ct)).Version);
        Assert.Equal("DOMINO_USER_API_KEY", client.DescribeCredential().Source);
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Information, DominoLogLevel.FromEnvironment());
    }

    [Fact]
    public void Without_any_host_the_error_names_option_and_variable()
    {
        using var variables = new ProcessVariables();
        var error = Assert.Throws<ArgumentException>(() => new DominoClient(new DominoClientOptions { ApiKey = "k", Host = "" }));
        Assert.Contains("DOMINO_API_HOST", error.Message, StringComparison.Ordinal);
        Assert.Contains("Host in the options", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_credential_the_error_names_the_ways_to_give_one()
    {
        using var variables = new ProcessVariables(("DOMINO_API_HOST", "h"), ("DOMINO_USER_API_KEY", ""));
        var error = Assert.Throws<DominoCredentialException>(DominoClient.FromEnvironment);
        foreach (
            var way in new[]
            {
                "DOMINO_USER_API_KEY",
                "DOMINO_TOKEN_FILE",
                "DOMINO_API_PROXY",
                "ApiKey",
                "AuthToken",
                "TokenFile",
                "ApiProxy",
            }
        )
        {
            Assert.Contains(way, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_client_of_the_environment_uses_its_host_and_key()
    {
        await using var endpoint = new RawEndpoint(_ => RawReply.Json("""{"version":"1"}"""));
        using var variables = new ProcessVariables(("DOMINO_API_HOST", endpoint.Address + "/path"), ("DOMINO_USER_API_KEY", "env-key"));
        using var client = DominoClient.FromEnvironment();
        await client.GetVersionAsync(Ct);
        Assert.Equal(["X-Domino-Api-Key: env-key"], Assert.Single(endpoint.Requests).Credentials);
    }

    [Fact]
    public void The_first_of_seven_sources_counts_and_every_other_is_accounted_for()
    {
        string[] order =
        [
            "ApiProxy option",
            "AuthToken option",
            "TokenFile option",
            "ApiKey option",
            "DOMINO_API_PROXY",
            "DOMINO_TOKEN_FILE",
            "DOMINO_USER_API_KEY",
        ];
        string[] kinds = ["API proxy", "bearer token", "token file", "API key", "API proxy", "token file", "API key"];
        for (var first = 0; first < order.Length; first++)
        {
            string? Value(int place, string value) => place >= first ? value : "";
            using var variables = new ProcessVariables(
                ("DOMINO_API_PROXY", Value(4, "h:2")),
                ("DOMINO_TOKEN_FILE", Value(5, "f2")),
                ("DOMINO_USER_API_KEY", Value(6, "k2"))
            );
            using var client = new DominoClient(
                new DominoClientOptions
                {
                    Host = "h",
                    ApiProxy = Value(0, "h:1"),
                    AuthToken = Value(1, "t"),
                    TokenFile = Value(2, "f"),
                    ApiKey = Value(3, "k"),
                }
            );
            var description = client.DescribeCredential();
            Assert.Equal((order[first], kinds[first]), (description.Source, description.Kind));
            Assert.Equal(
                order
                    .Where((_, i) => i != first)
                    .Select((source, i) => i < first ? $"{source}: not set" : $"{source}: set, but {order[first]} comes first"),
                description.Skipped
            );
        }
    }

    [Fact]
    public void A_credential_of_the_caller_s_own_beats_all()
    {
        using var variables = new ProcessVariables(("DOMINO_API_PROXY", "h:2"));
        using var client = new DominoClient(
            new DominoClientOptions
            {
                Host = "h",
                ApiProxy = "h:1",
                Credential = DominoCredential.FromCallback(_ => ValueTask.FromResult("t")),
            }
        );
        Assert.Equal(("Credential option", "callback"), (client.DescribeCredential().Source, client.DescribeCredential().Kind));
    }

    [Fact]
    public void A_variable_that_can_t_be_used_is_named()
    {
        using var variables = new ProcessVariables(("DOMINO_API_HOST", "h"), ("DOMINO_API_PROXY", "no-port"));
        var error = Assert.Throws<DominoCredentialException>(DominoClient.FromEnvironment);
        Assert.StartsWith("DOMINO_API_PROXY: 'no-port'", error.Message, StringComparison.Ordinal);
    }
}
