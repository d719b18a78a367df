using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-USER-NONE: no name matched the first user without an e-mail address.</summary>
public sealed class DUserNoneTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public async Task No_name_is_an_argument_error_and_sends_nothing(string? name)
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/users", """[{"id":"1","userName":"a"}]""");
        using var client = server.Connect();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.Users.FindAsync(name!, Ct));
        await Assert.ThrowsAnyAsync<ArgumentException>(() =>
            client.Project("a/b").Collaborators.AddAsync(name!, ProjectRole.Contributor, Ct)
        );
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_user_without_an_address_is_not_the_answer_to_an_unknown_one()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("GET /v4/users", """[{"id":"1","userName":"a"}]""");
        using var client = server.Connect();
        Assert.Null(await client.Users.FindAsync("x@example.com", Ct));
    }
}
