using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-RELATIONSHIP: a word was sent that no server knows, and two that they know were refused.</summary>
public sealed class DRelationshipTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Owned", "Owned")]
    [InlineData("Collaborating", "Collaborating")]
    [InlineData("OwnedAndCollaborating", "OwnedAndCollaborating")]
    [InlineData("Suggested", "Suggested")]
    [InlineData("Popular", "Popular")]
    [InlineData("Suggesting", "Suggested")]
    public async Task Every_word_of_the_server_is_sent_and_the_old_one_is_translated(string given, string sent)
    {
        await using var server = new RecordedEndpoint();
        server.Answer($"GET /v4/gateway/projects?relationship={sent}&showCompleted=false", "[]");
        using var client = server.Connect();
        Assert.Empty(await client.Projects.ListAsync(new ProjectRelationship(given), cancellationToken: Ct).ToListAsync(Ct));
        Assert.Single(server.Requests);
    }
}
