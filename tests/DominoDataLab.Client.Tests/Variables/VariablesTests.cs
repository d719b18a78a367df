using System.Net;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Variables;
using DominoDataLab.LocalServer;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Tests.Variables;

public sealed class VariablesTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_see_the_projects_variables_under_the_users_and_Dominos_own_stay()
    {
        await using var server = await DominoFixture.StartServerAsync("a user to itself, and restarts");
        using var client = domino.Connect(server.ApiKey, server.Address);
        var project = client.Project($"{server.UserName}/quick-start");
        await project.Variables.SetAsync("BOTH", "project", Ct);
        await project.Variables.SetAsync("ONLY_PROJECT", "first", Ct);
        await project.Variables.SetAsync("ONLY_PROJECT", "two words = 'quoted'", Ct);
        await project.Variables.SetAsync("DOMINO_PROJECT_NAME", "forged", Ct);
        await client.Users.Variables.SetAsync(new Dictionary<string, string> { ["BOTH"] = "user", ["ONLY_USER"] = "" }, Ct);

        var job = await project.Jobs.RunAsync(new StartJobRequest { Command = "/usr/bin/env" }, cancellationToken: Ct);
        var lines = await client.Jobs.StreamLogsAsync(job.Id, cancellationToken: Ct).Select(line => line.Text).ToListAsync(Ct);
        Assert.Contains("BOTH=user", lines);
        Assert.Contains("ONLY_PROJECT=two words = 'quoted'", lines);
        Assert.Contains("ONLY_USER=", lines);
        Assert.Contains("DOMINO_PROJECT_NAME=quick-start", lines);
    }

    [Fact]
    public async Task Variables_are_listed_and_deleted_and_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("domino-variables-").FullName;
        try
        {
            await using (
                var server = await DominoFixture.StartServerAsync(
                    "a user to itself, and restarts",
                    new LocalDominoOptions { DataFolder = folder }
                )
            )
            {
                using var client = domino.Connect(server.ApiKey, server.Address);
                await client.Users.Variables.SetAsync(new Dictionary<string, string> { ["U"] = "1" }, Ct);
                await client.Project($"{server.UserName}/quick-start").Variables.SetAsync("P", "2", Ct);
                await client.Project($"{server.UserName}/quick-start").Variables.SetAsync("Q", "3", Ct);
            }

            await using (
                var server = await DominoFixture.StartServerAsync(
                    "a user to itself, and restarts",
                    new LocalDominoOptions { DataFolder = folder }
                )
            )
            {
                using var client = domino.Connect(server.ApiKey, server.Address);
                var project = client.Project($"{server.UserName}/quick-start");
                Assert.Equal([new EnvironmentVariable("U", "1")], await client.Users.Variables.ListAsync(Ct).ToListAsync(Ct));
                Assert.Equal(
                    [new EnvironmentVariable("P", "2"), new EnvironmentVariable("Q", "3")],
                    await project.Variables.ListAsync(Ct).ToListAsync(Ct)
                );
                await project.Variables.DeleteAsync("P", Ct);
                await client.Users.Variables.DeleteAllAsync(Ct);
                Assert.Equal([new EnvironmentVariable("Q", "3")], await project.Variables.ListAsync(Ct).ToListAsync(Ct));
                Assert.Empty(await client.Users.Variables.ListAsync(Ct).ToListAsync(Ct));
                var error = await Assert.ThrowsAsync<DominoNotFoundException>(() => project.Variables.DeleteAsync("P", Ct));
                Assert.Equal(HttpStatusCode.NotFound, error.StatusCode);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("", "v")]
    [InlineData("1A", "v")]
    [InlineData("A-B", "v")]
    [InlineData("_A", "v")]
    [InlineData("A", "secret\0")]
    public async Task A_name_or_value_that_is_not_allowed_is_refused_without_the_value(string name, string value)
    {
        var project = await domino.NewProjectAsync(Ct);
        var error = await Assert.ThrowsAnyAsync<ArgumentException>(() => project.Variables.SetAsync(name, value, Ct));
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(await project.Variables.ListAsync(Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task A_value_has_at_most_65536_bytes()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Variables.SetAsync("LONG", new string('ü', 32_768), Ct);
        await Assert.ThrowsAsync<ArgumentException>(() => project.Variables.SetAsync("LONG", new string('ü', 32_768) + "x", Ct));
        Assert.Equal(32_768, Assert.Single(await project.Variables.ListAsync(Ct).ToListAsync(Ct)).Value.Length);
    }

    [Fact]
    public async Task Who_may_not_run_in_a_project_does_not_see_its_variables()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Variables.SetAsync("A", "b", Ct);
        await project.Collaborators.AddAsync("collaborator", ProjectRole.ResultsConsumer, Ct);
        using var other = domino.ConnectAsOther();
        var id = await project.GetIdAsync(Ct);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (
                await Assert.ThrowsAsync<DominoApiException>(async () => await other.Project(id).Variables.ListAsync(Ct).ToListAsync(Ct))
            ).StatusCode
        );
    }

    [Fact]
    public async Task A_value_is_in_no_text_and_no_log()
    {
        using var log = new CollectingLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
        using var client = new DominoClient(
            new DominoClientOptions { Host = domino.Address.AbsoluteUri, ApiKey = domino.ApiKey },
            loggerFactory: loggers
        );
        var project = client.Project(await (await domino.NewProjectAsync(Ct)).GetIdAsync(Ct));
        await project.Variables.SetAsync("TOKEN", "hunter2", Ct);
        var kept = Assert.Single(await project.Variables.ListAsync(Ct).ToListAsync(Ct));
        Assert.Equal("hunter2", kept.Value);
        Assert.Equal("TOKEN", kept.ToString());
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    private sealed class CollectingLog : ILoggerProvider, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }
}
