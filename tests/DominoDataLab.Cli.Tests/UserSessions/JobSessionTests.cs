using System.Text.Json;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Tests.UserSessions;

/// <summary>Jobs from the shell: numbers, output, lists and lost connections.</summary>
public sealed class JobSessionTests(ToolFixture tool) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_separates_the_streams_of_the_job_and_shows_the_setup_only_on_request()
    {
        var project = await tool.NewProjectAsync();
        const string job = "sh -c 'echo out; echo err >&2'";
        var plain = await tool.ProcessAsync(_folder.Path, "run", "-p", project, job);
        Assert.Equal(((int)ExitCode.Success, "out\n"), (plain.ExitCode, plain.Output));
        Assert.Equal(3, plain.Error.TrimEnd().Split('\n').Length);
        Assert.Contains("\nerr\n", plain.Error, StringComparison.Ordinal);
        var setup = await tool.ProcessAsync(_folder.Path, "run", "-p", project, "--setup", job);
        Assert.Equal("out\n", setup.Output);
        Assert.InRange(setup.Error.TrimEnd().Split('\n').Length, 4, int.MaxValue);
        var json = await tool.ProcessAsync(_folder.Path, "run", "-o", "json", "-p", project, "--", "sh", "-c", "echo out; exit 3");
        Assert.Equal((int)ExitCode.JobFailed, json.ExitCode);
        Assert.Equal("Failed", JsonDocument.Parse(json.Output).RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Usage_shows_where_the_options_go()
    {
        var help = await tool.ProcessAsync(_folder.Path, "run", "--help");
        Assert.Contains("domino run [options] [--] COMMAND...", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_number_works_wherever_an_ID_does_and_several_can_be_given()
    {
        var project = await tool.NewProjectAsync();
        await tool.RunAsync("run", "-p", project, "echo one");
        await tool.RunAsync("run", "-p", project, "sh -c 'echo two; exit 1'");
        var status = await tool.ProcessAsync(_folder.Path, "job", "status", "1", "2", "-p", project, "-o", "json");
        Assert.Equal(
            [(1, "Succeeded"), (2, "Failed")],
            JsonDocument
                .Parse(status.Output)
                .RootElement.EnumerateArray()
                .Select(row => (row.GetProperty("number").GetInt32(), row.GetProperty("status").GetString()!))
        );
        var logs = await tool.ProcessAsync(_folder.Path, "-p", project, "job", "logs", "2", "1");
        Assert.Equal(["two", "one"], logs.Output.Split('\n').Where(line => line is "one" or "two"));
        var wait = await tool.ProcessAsync(_folder.Path, "job", "wait", "1", "2", "-p", project);
        Assert.Equal((int)ExitCode.JobFailed, wait.ExitCode);
        var missing = await tool.ProcessAsync(_folder.Path, "job", "stop", "7", "-p", project);
        Assert.Equal((int)ExitCode.NotFound, missing.ExitCode);
        Assert.StartsWith("domino: The job '7' was not found.", missing.Error, StringComparison.Ordinal);
        var invalid = await tool.ProcessAsync(_folder.Path, "job", "status", "first", "-p", project);
        Assert.Equal(
            ((int)ExitCode.Usage, "domino: 'first' is not a valid job. Use a job number or a job ID.\n"),
            (invalid.ExitCode, invalid.Error)
        );
    }

    [Fact]
    public async Task The_first_digits_of_a_commit_are_enough()
    {
        var project = await tool.NewProjectAsync();
        var files = tool.Client.Project(project).Files;
        var first = await files.GetHeadAsync(TestContext.Current.CancellationToken);
        await files.UploadAsync([1], "a.txt", cancellationToken: TestContext.Current.CancellationToken);
        var list = await tool.ProcessAsync(_folder.Path, "file", "list", "--commit", first[..8], "-p", project, "-o", "json");
        Assert.DoesNotContain("a.txt", list.Output, StringComparison.Ordinal);
        Assert.Contains(".dominoignore", list.Output, StringComparison.Ordinal);
        var run = await tool.ProcessAsync(_folder.Path, "run", "--commit", first[..8], "-p", project, "-o", "json", "true");
        Assert.Equal(first, JsonDocument.Parse(run.Output).RootElement.GetProperty("inputCommitId").GetString());
        var invalid = await tool.ProcessAsync(_folder.Path, "file", "list", "--commit", "main", "-p", project);
        Assert.Equal((int)ExitCode.Usage, invalid.ExitCode);
    }

    [Fact]
    public async Task A_list_is_useful_at_80_columns()
    {
        var project = await tool.NewProjectAsync();
        await tool.RunAsync("run", "-p", project, "false");
        await tool.RunAsync("run", "-p", project, "echo", new string('x', 100));
        var settings = tool.ToConnect() with { Width = 80 };
        var list = await ToolRun.StartAsync(["job", "list", "-p", project, "--utc"], settings);
        Assert.Matches("^JOB  STATUS     SUBMITTED +DURATION  USER  COMMAND$", list.Lines[0]);
        Assert.Matches("^  2  Succeeded  [-0-9]{10} [:0-9]{8}Z +0:0[0-9]  ada +echo x+…$", list.Lines[1]);
        Assert.Equal(80, list.Lines[1].Length);
        var one = await ToolRun.StartAsync(["job", "list", "-p", project, "--limit", "1", "-o", "json"], settings);
        Assert.Equal(2, Assert.Single(one.Json.EnumerateArray()).GetProperty("number").GetInt32());
        var failed = await ToolRun.StartAsync(["job", "list", "-p", project, "--status", "failed", "-o", "json"], settings);
        Assert.Equal(1, Assert.Single(failed.Json.EnumerateArray()).GetProperty("number").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData(">&2")]
    public async Task A_terminal_shows_the_last_state_of_a_progress_bar_and_a_pipe_gets_all(string stream)
    {
        var project = await tool.NewProjectAsync();
        const string bar = "printf '\\r10%%\\r20%%\\r100%%\\n'; echo after";
        var terminal = await ToolRun.StartAsync(
            ["run", "-p", project, "--", "sh", "-c", $"{{ {bar}; }} {stream}"],
            tool.ToConnect() with
            {
                Width = 80,
                ErrorWidth = 80,
            }
        );
        Assert.Contains("100%\nafter\n", terminal.Output + terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("10%", terminal.Output + terminal.Error, StringComparison.Ordinal);
        var pipe = await tool.RunAsync("run", "-p", project, "--", "sh", "-c", $"{{ {bar}; }} {stream}");
        Assert.Contains("\r10%\r20%\r100%\nafter\n", pipe.Output + pipe.Error, StringComparison.Ordinal);
        var logs = await tool.RunAsync("job", "logs", "2", "-p", project, "--tail", "2", "-o", "json");
        Assert.Equal("\r10%\r20%\r100%", JsonDocument.Parse(logs.Lines[0]).RootElement.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_progress_bar_that_is_followed_stays_in_one_line_of_the_terminal()
    {
        var project = await tool.NewProjectAsync();
        var gate = _folder.Combine("gate");
        var following = ToolRun.StartAsync(
            [
                "run",
                "-p",
                project,
                "--",
                "sh",
                "-c",
                $"printf '10%%\\r20%%\\r'; while [ ! -e {gate} ]; do sleep 0.01; done; printf '100%%\\n'",
            ],
            tool.ToConnect() with
            {
                Width = 80,
                ErrorWidth = 80,
            }
        );
        var jobs = tool.Client.Project(project).Jobs;
        await Eventually.HoldsAsync(
            async () =>
                await jobs.ListAsync(cancellationToken: Ct).FirstOrDefaultAsync(Ct) is { } job
                && await jobs.StreamLogsAsync(job.Id, new LogOptions { Follow = false }, Ct)
                    .AnyAsync(line => line.Text == "10%\r20%\r", Ct),
            "the states of the unfinished line"
        );
        await File.WriteAllTextAsync(gate, "", Ct);
        var run = await following;
        Assert.Equal("100%\n", run.Output);
        Assert.Contains("\r20%", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("10%", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_connection_is_reported_once_with_what_is_known_about_the_job()
    {
        using var data = new TemporaryFolder();
        var (server, address, key) = await ToolProcess.StartServerAsync(data.Path);
        using (server)
        {
            var variables = new Dictionary<string, string> { ["DOMINO_API_HOST"] = address, ["DOMINO_USER_API_KEY"] = key };
            using var run = ToolProcess.Start(["run", "-p", "ada/quick-start", "sh -c 'echo ready; sleep 300'"], variables, _folder.Path);
            await run.LineAsync("ready");
            using var logs = ToolProcess.Start(["job", "logs", "1", "--follow", "-p", "ada/quick-start"], variables, _folder.Path);
            await logs.LineAsync("ready");
            server.Kill();
            foreach (var (code, _, error) in await Task.WhenAll(run.EndAsync(), logs.EndAsync()))
            {
                Assert.Equal((int)ExitCode.Unreachable, code);
                Assert.Equal(2, error.Split("Connection lost. Retrying…").Length);
                Assert.Matches("Job 1 \\([0-9a-f]{24}\\) was last seen as Running. It may still be running.", error);
                Assert.Contains("domino job status ", error, StringComparison.Ordinal);
            }
        }
    }
}
