using DominoDataLab.LocalServer;

namespace DominoDataLab.Client.Tests.Users;

public sealed class UsersTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_current_user_says_what_the_user_is()
    {
        var self = await domino.Client.Users.GetSelfAsync(Ct);
        Assert.Equal(domino.UserName, self.UserName);
        Assert.Contains("SysAdmin", self.Roles!);
        using var other = domino.ConnectAsOther();
        Assert.DoesNotContain("SysAdmin", (await other.Users.GetSelfAsync(Ct)).Roles!);
    }

    [Fact]
    public async Task A_user_is_found_by_name_and_by_address_and_an_unknown_one_is_null()
    {
        await using var server = await DominoFixture.StartServerAsync(
            "known users and organizations",
            new LocalDominoOptions { Users = [new("ada", Email: "Ada@example.com")], Organizations = [new("lab")] }
        );
        using var client = domino.Connect(server.ApiKey, server.Address);
        var ada = await client.Users.FindAsync("ada", Ct);
        Assert.Equal("Ada@example.com", ada?.Email);
        Assert.Equal(ada?.Id, (await client.Users.FindAsync("ada@EXAMPLE.com", Ct))?.Id);
        Assert.Null(await client.Users.FindAsync("ad", Ct));
        Assert.Null(await client.Users.FindAsync("nobody@example.com", Ct));
        Assert.Equal(
            ["domino", "ada", "lab"],
            await client.Users.ListAsync(cancellationToken: Ct).Select(user => user.UserName).ToListAsync(Ct)
        );
        Assert.Equal(
            ["domino", "ada"],
            await client.Users.ListAsync(includeOrganizations: false, Ct).Select(user => user.UserName).ToListAsync(Ct)
        );
    }
}
