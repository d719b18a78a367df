using System.Net;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Accounts;

/// <summary>Which ranges of UIDs and which accounts the server accepts, and who gets which UID.</summary>
public sealed class AccountPolicyTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("accounts-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LocalDominoOptions Options =>
        new()
        {
            DataFolder = _data.FullName,
            UserName = "ada",
            Users = [new LocalUser("mallory")],
            UidRange = AccountFixture.Range,
        };

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task A_range_needs_root()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "These tests run as root.");
        Assert.Contains("only if the server runs as root on Linux", await RefusalAsync(Options), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_that_the_machine_uses_is_refused()
    {
        AccountFixture.NeedRoot();
        var refused = await RefusalAsync(Options with { UidRange = new UidRange(65_500, 65_600) });
        Assert.Contains(
            "The range of UIDs 65500-65600 cannot be used: 65534 is the UID of the account 'nobody'",
            refused,
            StringComparison.Ordinal
        );
        refused = await RefusalAsync(Options with { UidRange = new UidRange(65_534, 65_534) });
        Assert.Contains("65534 is the", refused, StringComparison.Ordinal);
        refused = await RefusalAsync(Options with { UidRange = new UidRange(100, 2000) });
        Assert.Contains("it must start at 1000 or above", refused, StringComparison.Ordinal);
        refused = await RefusalAsync(Options with { UidRange = new UidRange(2000, 1000) });
        Assert.Contains("it must start at 1000 or above, and end after its start", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_that_is_too_small_is_refused()
    {
        AccountFixture.NeedRoot();
        var refused = await RefusalAsync(Options with { UidRange = new UidRange(700_000, 700_000) });
        Assert.Contains("The range of UIDs 700000-700000 is used up", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_without_a_sandbox_is_refused()
    {
        AccountFixture.NeedRoot();
        var refused = await RefusalAsync(Options with { Sandbox = SandboxMode.Off, TrustUsers = true });
        Assert.Contains("in a sandbox only", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mallory", "no-such-account", "this machine has no account 'no-such-account'")]
    [InlineData("mallory", "root", "root has every right")]
    [InlineData("eve", "nobody", "the server has no user 'eve'")]
    public async Task An_account_that_does_not_fit_is_refused(string user, string account, string reason)
    {
        AccountFixture.NeedRoot();
        var options = Options with { MappedUsers = new Dictionary<string, string> { [user] = account } };
        Assert.Contains(
            $"The user '{user}' cannot be mapped to the system account '{account}': {reason}",
            await RefusalAsync(options),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Two_users_cannot_have_the_same_account_and_accounts_need_a_range()
    {
        AccountFixture.NeedRoot();
        var both = new Dictionary<string, string> { ["ada"] = "nobody", ["mallory"] = "nobody" };
        var refused = await RefusalAsync(Options with { MappedUsers = both });
        Assert.Contains("another user of this server has had its UID 65534", refused, StringComparison.Ordinal);
        Assert.Contains(
            "Add the range",
            await RefusalAsync(Options with { MappedUsers = both, UidRange = null }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_server_of_several_users_that_runs_as_root_says_how_to_tell_them_apart()
    {
        AccountFixture.NeedRoot();
        Assert.Contains(
            "start the server with a range of UIDs",
            await LogAsync(Options with { UidRange = null }),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("range of UIDs", await LogAsync(Options), StringComparison.Ordinal);

        async Task<string> LogAsync(LocalDominoOptions options)
        {
            var log = Path.Combine(_data.FullName, "logs", "server.log");
            if (File.Exists(log))
            {
                File.Delete(log);
            }

            await using (await LocalDomino.StartAsync(options, Ct)) { }

            return File.Exists(log) ? await File.ReadAllTextAsync(log, Ct) : "";
        }
    }

    [Fact]
    public async Task A_mapped_user_has_the_UID_of_the_account()
    {
        AccountFixture.NeedRoot();
        var options = Options with { MappedUsers = new Dictionary<string, string> { ["mallory"] = "nobody" } };
        await using var server = await LocalDomino.StartAsync(options, Ct);
        Assert.Equal(["65534", "nobody", "nobody"], await WhoAsync(server, "mallory"));
        Assert.Equal(["700000", "700000", "ada"], await WhoAsync(server, "ada"));
    }

    [Fact]
    public async Task Users_keep_their_UID_over_a_restart_and_no_user_gets_that_of_another()
    {
        AccountFixture.NeedRoot();
        var options = Options with { UidRange = new UidRange(700_000, 700_003) };
        await using (var server = await LocalDomino.StartAsync(options, Ct))
        {
            using var api = new TestApi(server);
            await api.PostAsync("/local/users", new JsonObject { ["name"] = "grace" });
            Assert.Equal(["700000", "700001", "700002"], await UidsAsync(server, "ada", "mallory", "grace"));
            using var gone = await api.Http.DeleteAsync(new Uri("/local/users/grace", UriKind.Relative), Ct);
            Assert.True(gone.IsSuccessStatusCode);
        }

        await using (var server = await LocalDomino.StartAsync(options with { Users = [new("alan"), new("mallory")] }, Ct))
        {
            Assert.Equal(["700000", "700001", "700003"], await UidsAsync(server, "ada", "mallory", "alan"));
            using var api = new TestApi(server);
            var refused = await Assert.ThrowsAsync<RefusedException>(() =>
                api.PostAsync("/local/users", new JsonObject { ["name"] = "eve" })
            );
            Assert.Equal(HttpStatusCode.Conflict, refused.Status);
            Assert.Contains("is used up", refused.Message, StringComparison.Ordinal);
            await api.PostAsync("/local/users", new JsonObject { ["name"] = "grace" });
            Assert.Equal(["700002"], await UidsAsync(server, "grace"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("700000")]
    [InlineData("700000-")]
    [InlineData("700000-699999")]
    [InlineData("0-700000")]
    [InlineData("700000--700001")]
    [InlineData("700000-99999999999")]
    public void What_is_no_range_is_refused(string text) => Assert.False(UidRange.TryParse(text, out _));

    [Fact]
    public void A_range_is_read_as_it_is_written()
    {
        Assert.True(UidRange.TryParse("700000-700999", out var range));
        Assert.Equal((new UidRange(700_000, 700_999), "700000-700999"), (range, range.ToString()));
    }

    private static async Task<string> RefusalAsync(LocalDominoOptions options)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await using var server = await LocalDomino.StartAsync(options, Ct);
        });
        return refused.Message;
    }

    private static async Task<List<string>> UidsAsync(LocalDomino server, params string[] users)
    {
        var uids = new List<string>();
        foreach (var user in users)
        {
            uids.Add((await WhoAsync(server, user))[0]);
        }

        return uids;
    }

    private static async Task<List<string>> WhoAsync(LocalDomino server, string user)
    {
        using var api = new TestApi(server, user);
        var project = await api.NewProjectAsync();
        var job = await project.RunAsync("id -u; id -un 2>/dev/null || true; echo $USER\n");
        return await api.LogAsync((string)job["id"]!, "stdout");
    }
}
