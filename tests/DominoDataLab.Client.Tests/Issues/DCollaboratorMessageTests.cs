using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-COLLABORATOR-MESSAGE: a message to a new collaborator was taken and not sent.</summary>
public sealed class DCollaboratorMessageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_goes_out_with_the_invitation()
    {
        const string Project = "0123456789abcdef01234567";
        await using var server = new RecordedEndpoint();
        server.Answer($"POST /v4/projects/{Project}/addManyCollaborators", "");
        using var client = server.Connect();
        await client.Project(Project).Collaborators.InviteAsync(["ada", "grace@example.com"], "Welcome", Ct);
        Assert.Equal(
            """{"collaboratorUsernameOrEmails":["ada","grace@example.com"],"welcomeMessage":"Welcome"}""",
            Assert.Single(server.Requests).Text
        );
    }
}
