using System.Text.Json.Nodes;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.Client.Variables;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-ENV-VARS: an environment's variables were documented with a name, where servers want a key.</summary>
public sealed class DEnvVarsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_variables_of_an_environment_are_sent_with_their_keys()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("POST /api/environments/beta/environments", """{"environment":{"id":"e1","name":"e"}}""");
        server.Answer("POST /api/environments/beta/environments/e1/revisions", """{"environmentRevision":{"id":"r2","number":2}}""");
        using var client = server.Connect();
        IReadOnlyList<EnvironmentVariable> variables = [new("A", "1"), new("B_2", "")];
        await client.Environments.CreateAsync(
            new CreateEnvironmentRequest
            {
                Name = "e",
                Visibility = EnvironmentVisibility.Private,
                BaseImage = "i",
                EnvironmentVariables = variables,
            },
            Ct
        );
        await client.Environments.CreateRevisionAsync(
            "e1",
            new EnvironmentDefinition { BaseImage = "i", EnvironmentVariables = variables },
            Ct
        );
        Assert.All(
            server.Requests,
            request =>
                Assert.Equal(
                    """[{"key":"A","value":"1"},{"key":"B_2","value":""}]""",
                    JsonNode.Parse(request.Text)!["environmentVariables"]!.ToJsonString()
                )
        );
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_name_that_no_shell_would_take_is_refused_before_anything_is_sent()
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect();
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            client.Environments.CreateRevisionAsync("e1", new EnvironmentDefinition { EnvironmentVariables = [new("A-B", "a secret")] }, Ct)
        );
        Assert.Contains("'A-B'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a secret", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }
}
