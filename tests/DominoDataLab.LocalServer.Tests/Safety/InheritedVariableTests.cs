namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>Jobs see only those variables of the server's account that programs need.</summary>
public sealed class InheritedVariableTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_of_the_servers_environment_does_not_reach_a_job_unless_it_is_listed()
    {
        Environment.SetEnvironmentVariable("CLOUD_SECRET_KEY", "hidden-value");
        Environment.SetEnvironmentVariable("SHARED_SETTING_A", "shared-value");
        await using var server = await LocalDomino.StartAsync(
            new LocalDominoOptions { InheritedVariables = [.. LocalDominoOptions.DefaultInheritedVariables, "SHARED_SETTING_*"] },
            Ct
        );
        using var api = new TestApi(server);
        var project = await api.NewProjectAsync();
        var job = await project.RunAsync("env\n");
        var lines = await api.LogAsync((string)job["id"]!, "stdout");
        Assert.Contains(lines, line => line.StartsWith("PATH=", StringComparison.Ordinal));
        Assert.Contains("SHARED_SETTING_A=shared-value", lines);
        Assert.DoesNotContain(lines, line => line.Contains("hidden-value", StringComparison.Ordinal));
    }
}
