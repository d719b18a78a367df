using System.Text.Json;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Tests.Commands;

public sealed class JobTests(ToolFixture tool)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_keeps_the_jobs_output_and_errors_apart()
    {
        var project = await tool.NewProjectAsync();
        var run = await tool.RunAsync(
            "run",
            "-p",
            project,
            "--title",
            "Greeting",
            "sh",
            "-c",
            "echo 'two  words'; echo \"$HOME\" >&2; mkdir results; echo 1 > results/a"
        );
        Assert.Equal(nameof(ExitCode.Success), run.ExitCode);
        Assert.Equal("two  words\n", run.Output);
        Assert.Matches(
            "^Job 1 \\([0-9a-f]{24}\\) started.\n/[^\n]*\nJob 1 \\([0-9a-f]{24}\\) Succeeded; its results are commit [0-9a-f]{40}.\n$",
            run.Error
        );
    }

    [Fact]
    public async Task What_follows_the_commands_first_word_is_the_commands_even_if_the_tool_has_such_an_option()
    {
        var project = await tool.NewProjectAsync();
        var run = await tool.RunAsync("run", "-p", project, "sh", "-c", "echo \"$@\"", "-", "--tier", "none", "-o", "json", "--help");
        Assert.Equal(nameof(ExitCode.Success), run.ExitCode);
        Assert.Contains("--tier none -o json --help", run.Lines);
    }

    [Fact]
    public async Task Run_ends_with_one_document_when_a_program_reads_it()
    {
        var project = await tool.NewProjectAsync();
        var before = DateTimeOffset.UtcNow;
        var run = await tool.RunAsync("run", "-p", project, "-o", "json", "echo \"it's\"");
        Assert.Equal("Succeeded", run.Json.GetProperty("status").GetString());
        Assert.Contains("\nit's\n", run.Error, StringComparison.Ordinal);
        var logs = await tool.RunAsync("job", "logs", run.Json.GetProperty("id").GetString()!, "-o", "json");
        var lines = logs.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            "it's",
            Assert.Single(lines, line => line.GetProperty("type").GetString() == "stdout").GetProperty("text").GetString()
        );
        Assert.All(lines, line => Assert.InRange(line.GetProperty("time").GetDateTimeOffset(), before, DateTimeOffset.UtcNow));
    }

    [Theory]
    [InlineData("sh -c 'exit 3'", nameof(ExitCode.JobFailed))]
    [InlineData("no-such-program", nameof(ExitCode.JobError))]
    public async Task Run_ends_as_the_job_does(string command, string code)
    {
        var run = await tool.RunAsync("run", "-p", await tool.NewProjectAsync(), command);
        Assert.Equal(code, run.ExitCode);
    }

    [Fact]
    public async Task Run_of_an_empty_command_is_refused_and_starts_nothing()
    {
        var project = await tool.NewProjectAsync();
        var run = await tool.RunAsync("run", "-p", project, " ");
        Assert.Equal(nameof(ExitCode.Usage), run.ExitCode);
        Assert.StartsWith("domino: The command is empty.", run.Error, StringComparison.Ordinal);
        Assert.Equal("[]\n", (await tool.RunAsync("job", "list", "-p", project, "-o", "json")).Output);
    }

    [Fact]
    public async Task An_unknown_tier_is_named_and_nothing_is_started()
    {
        var project = await tool.NewProjectAsync();
        var run = await tool.RunAsync("job", "start", "-p", project, "--tier", "Enormous", "true");
        Assert.Equal(nameof(ExitCode.NotFound), run.ExitCode);
        Assert.StartsWith("domino: The hardware tier 'Enormous' was not found.", run.Error, StringComparison.Ordinal);
        Assert.Equal("[]\n", (await tool.RunAsync("job", "list", "-p", project, "-o", "json")).Output);
    }

    [Fact]
    public async Task An_interrupted_run_ends_at_once_and_the_job_keeps_running()
    {
        var project = await tool.NewProjectAsync();
        var run = await ToolRun.StartAsync(
            ["run", "-p", project, "sh -c 'echo ready; sleep 300'"],
            tool.ToConnect() with
            {
                InterruptAfter = "ready",
            }
        );
        Assert.Equal(nameof(ExitCode.Interrupted), run.ExitCode);
        var id = await OnlyJobAsync(project);
        Assert.Contains($"Job {id} is still running.", run.Error, StringComparison.Ordinal);
        Assert.Contains($"domino job stop {id}", run.Error, StringComparison.Ordinal);
        Assert.Equal(JobStatus.Running, (await tool.Client.Jobs.GetAsync(id, Ct)).Status);
        await tool.RunAsync("job", "stop", id);
    }

    [Fact]
    public async Task Run_that_is_interrupted_stops_the_job_if_it_was_told_to()
    {
        var project = await tool.NewProjectAsync();
        var run = await ToolRun.StartAsync(
            ["run", "-p", project, "--stop-on-cancel", "sh -c 'echo ready; sleep 300'"],
            tool.ToConnect() with
            {
                InterruptAfter = "ready",
            }
        );
        Assert.Equal(nameof(ExitCode.Interrupted), run.ExitCode);
        Assert.Contains("is stopping", run.Error, StringComparison.Ordinal);
        var wait = await tool.RunAsync("job", "wait", await OnlyJobAsync(project), "--timeout", "60");
        Assert.Equal(nameof(ExitCode.JobStopped), wait.ExitCode);
    }

    [Fact]
    public async Task Start_prints_the_job_and_does_not_wait_and_stop_ends_it()
    {
        var project = await tool.NewProjectAsync();
        var started = await tool.RunAsync("job", "start", "-p", project, "-o", "json", "--title", "Long", "sleep 300");
        Assert.Equal(nameof(ExitCode.Success), started.ExitCode);
        Assert.Equal("Long", started.Json.GetProperty("title").GetString());
        var id = started.Json.GetProperty("id").GetString()!;

        var stopped = await tool.RunAsync("job", "stop", id, "--discard");
        Assert.Equal(nameof(ExitCode.Success), stopped.ExitCode);
        var waited = await tool.RunAsync("job", "wait", id, "-o", "json");
        Assert.Equal(nameof(ExitCode.JobStopped), waited.ExitCode);
        Assert.Equal("Stopped", waited.Json.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, waited.Json.GetProperty("outputCommitId").ValueKind);
    }

    [Fact]
    public async Task A_wait_ends_at_its_time_limit_and_the_job_keeps_running()
    {
        var project = await tool.NewProjectAsync();
        var started = await tool.RunAsync("job", "start", "-p", project, "-o", "json", "sleep 300");
        var id = started.Json.GetProperty("id").GetString()!;
        var run = await tool.RunAsync("job", "wait", id, "--timeout", "0");
        Assert.Equal(nameof(ExitCode.TimedOut), run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("The job is still running", run.Error, StringComparison.Ordinal);
        await tool.RunAsync("job", "stop", id);
    }

    [Fact]
    public async Task Status_of_a_failed_job_says_so_line_by_line()
    {
        var project = await tool.NewProjectAsync();
        await tool.RunAsync("run", "-p", project, "sh -c 'exit 3'");
        var id = await OnlyJobAsync(project);
        var run = await tool.RunAsync("job", "status", id);
        Assert.Equal(nameof(ExitCode.Success), run.ExitCode);
        Assert.Contains(
            run.Lines,
            line => line.StartsWith("Status: ", StringComparison.Ordinal) && line.EndsWith(" Failed", StringComparison.Ordinal)
        );
        Assert.Contains(
            run.Lines,
            line => line.StartsWith("Command:", StringComparison.Ordinal) && line.EndsWith(" sh -c 'exit 3'", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Status_of_a_job_that_is_not_there_is_not_found()
    {
        var run = await tool.RunAsync("job", "status", "0123456789abcdef01234567");
        Assert.Equal(nameof(ExitCode.NotFound), run.ExitCode);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task List_has_the_newest_first_and_filters_by_status()
    {
        var project = await tool.NewProjectAsync();
        await tool.RunAsync("run", "-p", project, "true");
        await tool.RunAsync("run", "-p", project, "false");
        var all = await tool.RunAsync("job", "list", "-p", project, "-o", "json");
        Assert.Equal(
            [(2, "Failed"), (1, "Succeeded")],
            all.Json.EnumerateArray().Select(row => (row.GetProperty("number").GetInt32(), row.GetProperty("status").GetString()!))
        );
        var running = await tool.RunAsync("job", "list", "-p", project, "--status", "running", "-o", "json");
        Assert.Equal(0, running.Json.GetArrayLength());
    }

    [Theory]
    [InlineData("--tail", "2")]
    [InlineData("--tail", "2", "--follow")]
    public async Task Logs_can_be_cut_to_the_last_lines(params string[] options)
    {
        var project = await tool.NewProjectAsync();
        await tool.RunAsync("run", "-p", project, "sh -c 'echo one; echo two; echo three'");
        var run = await tool.RunAsync(["job", "logs", await OnlyJobAsync(project), .. options]);
        Assert.Equal(nameof(ExitCode.Success), run.ExitCode);
        Assert.Equal(["two", "three"], run.Lines);
    }

    [Fact]
    public async Task Logs_that_are_followed_end_with_the_job_and_without_it_are_what_is_there_now()
    {
        var project = await tool.NewProjectAsync();
        using var folder = new TemporaryFolder();
        var gate = folder.Combine("gate");
        var started = await tool.RunAsync(
            "job",
            "start",
            "-p",
            project,
            "-o",
            "json",
            $"sh -c 'echo before; while [ ! -e \"{gate}\" ]; do sleep 0.05; done; echo after'"
        );
        var id = started.Json.GetProperty("id").GetString()!;
        await ToolRun.StartAsync(["job", "logs", id, "--follow"], tool.ToConnect() with { InterruptAfter = "before" });
        var now = await tool.RunAsync("job", "logs", id);
        Assert.Equal((nameof(ExitCode.Success), "before"), (now.ExitCode, now.Lines[^1]));
        var following = tool.RunAsync("job", "logs", id, "--follow");
        await File.WriteAllTextAsync(gate, "", Ct);
        Assert.Equal(["before", "after"], (await following).Lines[^2..]);
    }

    [Fact]
    public async Task Interrupted_logs_say_that_the_job_is_still_running()
    {
        var project = await tool.NewProjectAsync();
        var started = await tool.RunAsync("job", "start", "-p", project, "-o", "json", "sh -c 'echo ready; sleep 300'");
        var id = started.Json.GetProperty("id").GetString()!;
        var run = await ToolRun.StartAsync(["job", "logs", id, "--follow"], tool.ToConnect() with { InterruptAfter = "ready" });
        Assert.Equal(nameof(ExitCode.Interrupted), run.ExitCode);
        Assert.Contains($"Job {id} is still running.", run.Error, StringComparison.Ordinal);
        await tool.RunAsync("job", "stop", id);
    }

    private async Task<string> OnlyJobAsync(string project)
    {
        var list = await tool.RunAsync("job", "list", "-p", project, "-o", "json");
        return Assert.Single(list.Json.EnumerateArray()).GetProperty("id").GetString()!;
    }
}
