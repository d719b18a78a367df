using System.Net;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>A server with several users does not run their code without a sandbox unless that is allowed.</summary>
public sealed class SandboxPolicyTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("policy-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Several_users_without_a_sandbox_are_refused_at_the_start_unless_they_are_trusted()
    {
        var options = Options with { Users = [new LocalUser("grace")], Sandbox = SandboxMode.Off };
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => LocalDomino.StartAsync(options, Ct));
        Assert.Contains("more than one user", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--trust-users, TrustUsers", refused.Message, StringComparison.Ordinal);
        await using var server = await LocalDomino.StartAsync(options with { TrustUsers = true }, Ct);
    }

    [Fact]
    public async Task A_second_user_is_refused_while_the_server_runs_without_a_sandbox()
    {
        await using var server = await LocalDomino.StartAsync(Options with { Sandbox = SandboxMode.Off }, Ct);
        using var api = new TestApi(server);
        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            api.PostAsync("/local/users", new JsonObject { ["name"] = "grace" })
        );
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("--trust-users", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("grace", (await api.GetAsync("/local/users")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sandbox_switches_on_with_the_second_user()
    {
        SandboxFixture.Need();
        await using var server = await LocalDomino.StartAsync(Options, Ct);
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        const string ReadsKey = "test -r $DOMINO_WORKING_DIR/../../api-key && echo read || echo hidden\n";
        Assert.Equal(["read"], await OutputAsync());
        await api.PostAsync("/local/users", new JsonObject { ["name"] = "grace" });
        Assert.Equal(["hidden"], await OutputAsync());

        async Task<List<string>> OutputAsync() => await api.LogAsync((string)(await project.RunAsync(ReadsKey))["id"]!, "stdout");
    }

    [Fact]
    public async Task A_temporary_server_has_no_sandbox_unless_it_is_required()
    {
        SandboxFixture.Need();
        var options = new LocalDominoOptions { Users = [new LocalUser("grace"), new LocalUser("alan")] };
        Assert.Equal(["read"], await OutputAsync(options));
        Assert.Equal(["hidden"], await OutputAsync(options with { Sandbox = SandboxMode.Require }));

        static async Task<List<string>> OutputAsync(LocalDominoOptions options)
        {
            await using var server = await LocalDomino.StartAsync(options, Ct);
            using var api = new TestApi(server);
            var project = await api.NewProjectAsync();
            var job = await project.RunAsync("test -r $DOMINO_WORKING_DIR/../../domino.db && echo read || echo hidden\n");
            return await api.LogAsync((string)job["id"]!, "stdout");
        }
    }

    private LocalDominoOptions Options => new() { DataFolder = _data.FullName };
}
