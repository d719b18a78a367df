using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-USER-NONE: no name at all found the first user without an e-mail address.</summary>
public sealed class DUserNoneTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task An_empty_name_of_an_owner_is_refused_before_anything_is_sent(string name)
    {
        await using var server = await RecordedEndpoint.StartAsync();
        using var client = server.Connect();
        await Assert.ThrowsAsync<ArgumentException>(() => client.Projects.CreateAsync(new CreateProjectRequest { Name = "p", OwnerUserName = name }, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => client.Projects.CreateByFormAsync("p", name, Ct));
        Assert.Empty(server.Requests);
    }
}
