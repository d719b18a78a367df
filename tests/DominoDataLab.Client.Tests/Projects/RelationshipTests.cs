using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Projects;

/// <summary>Which projects a list is of, in the server's words (D-RELATIONSHIP).</summary>
public sealed class RelationshipTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Owned", "Owned")]
    [InlineData("Collaborating", "Collaborating")]
    [InlineData("OwnedAndCollaborating", "OwnedAndCollaborating")]
    [InlineData("Suggested", "Suggested")]
    [InlineData("Popular", "Popular")]
    [InlineData("Suggesting", "Suggested")]
    public async Task The_words_of_the_server_are_sent(string given, string sent)
    {
        await using var server = await RecordedEndpoint.StartAsync();
        server.Answer("GET /v4/gateway/projects", "[]");
        using var client = server.Connect();
        await foreach (var project in client.Projects.ListAsync(new ProjectRelationship(given), cancellationToken: Ct))
        {
            Assert.Fail(project.Name);
        }

        Assert.Equal(sent, server.Only("GET /v4/gateway/projects").Query("relationship"));
    }
}
