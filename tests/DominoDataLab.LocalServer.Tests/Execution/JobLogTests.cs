using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Tests.Execution;

public sealed class JobLogTests(LocalServerFixture domino)
{
    [Fact]
    public async Task Every_kind_of_line_is_logged_once_and_readable()
    {
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync(
            """
            printf 'plain\n'
            printf 'windows\r\n'
            printf '\n'
            printf '\r10%%\r20%%\r100%%\n'
            printf 'bad \377 byte\n'
            printf 'n\0l\n'
            printf 'caf\303\251 \360\237\220\231\n'
            printf 'no end'
            """
        );
        Assert.Equal(
            ["plain", "windows", "", "\r10%\r20%\r100%", "bad \uFFFD byte", "n\uFFFDl", "café 🐙", "no end"],
            await domino.Api.LogAsync(Id(job), "stdout")
        );
        Assert.Equal(
            "plain\nwindows\n\n\r10%\r20%\r100%\nbad \uFFFD byte\nn\uFFFDl\ncafé 🐙\nno end\n",
            await project.ReadAsync("results/stdout.txt")
        );
    }

    [Fact]
    public async Task A_line_without_an_end_is_cut_and_says_so()
    {
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync("head -c 3000000 /dev/zero | tr '\\0' x\necho\necho next\n");
        var lines = await domino.Api.LogAsync(Id(job), "stdout");
        Assert.Equal(new string('x', 262_144) + " [line cut: 2737856 more bytes]", lines[0]);
        Assert.Equal(["next"], lines[1..]);
    }

    [Theory]
    [InlineData("\r10%", "\r20%", "\r100%")]
    [InlineData("10%\r", "20%\r", "100%\r")]
    public async Task A_progress_bar_can_be_followed_and_is_one_line_in_the_end(string first, string second, string last)
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync(
            "job.sh",
            $$"""
            echo start
            wait_for() { while [ ! -e "$DOMINO_WORKING_DIR/../$1.$DOMINO_RUN_ID" ]; do sleep 0.01; done; }
            printf '{{Printf(first + second)}}'
            wait_for more
            printf '{{Printf(last)}}'
            wait_for end
            printf '\nend\n'

            """
        );
        var id = await project.StartAsync("job.sh");
        var work = Path.Combine(domino.Server.DataFolder, "work");
        await domino.Api.LineAsync(id, (first + second).TrimEnd('\r') + "\r\r");
        await File.WriteAllTextAsync(Path.Combine(work, $"more.{id}"), "", TestContext.Current.CancellationToken);
        await domino.Api.LineAsync(id, last.TrimEnd('\r') + "\r\r");
        await File.WriteAllTextAsync(Path.Combine(work, $"end.{id}"), "", TestContext.Current.CancellationToken);
        await domino.Api.EndOfAsync(id);
        Assert.Equal(
            ["start", (first + second).TrimEnd('\r') + "\r\r", last.TrimEnd('\r') + "\r\r", "", "end"],
            await domino.Api.LogAsync(id, "stdout")
        );
        var lines = (await project.ReadAsync("results/stdout.txt")).Split('\n');
        Assert.Equal(["start", "10%,20%,100%", "end", ""], lines.Select(States));

        static string Printf(string text) =>
            text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal);
        static string States(string line) => string.Join(',', line.Split('\r', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_state_that_is_written_in_parts_is_logged_whole()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync(
            "job.sh",
            """
            printf '\r10%%\r2'
            while [ ! -e "$DOMINO_WORKING_DIR/../rest.$DOMINO_RUN_ID" ]; do sleep 0.01; done
            printf '0%%\n'

            """
        );
        var id = await project.StartAsync("job.sh");
        await domino.Api.LineAsync(id, "\r10%\r2\r\r");
        var rest = Path.Combine(domino.Server.DataFolder, "work", $"rest.{id}");
        await File.WriteAllTextAsync(rest, "", TestContext.Current.CancellationToken);
        await domino.Api.EndOfAsync(id);
        Assert.Equal(["\r10%\r2\r\r", "20%"], await domino.Api.LogAsync(id, "stdout"));
    }

    [Fact]
    public async Task No_state_of_a_long_progress_bar_is_lost()
    {
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync("seq 1 200000 | tr '\\n' '\\r'\necho\necho next\n");
        var lines = await domino.Api.LogAsync(Id(job), "stdout");
        Assert.Equal("next", lines[^1]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 262_146));
        var states = lines[..^1].SelectMany(line => line.Split('\r', StringSplitOptions.RemoveEmptyEntries)).Distinct();
        Assert.Equal(Enumerable.Range(1, 200_000).Select(i => $"{i}"), states);
    }

    [Fact]
    public async Task Both_streams_come_in_the_order_in_which_they_were_written()
    {
        var project = await domino.Api.NewProjectAsync();
        await project.PutAsync(
            "job.sh",
            "for i in 1 2 3 4; do echo out$i; while [ ! -e $DOMINO_WORKING_DIR/../go.$DOMINO_RUN_ID.$i ]; do sleep 0.01; done; echo err$i "
                + ">&2; while [ ! -e $DOMINO_WORKING_DIR/../went.$DOMINO_RUN_ID.$i ]; do sleep 0.01; done; done\n"
        );
        var id = await project.StartAsync("job.sh");
        var work = Path.Combine(domino.Server.DataFolder, "work");
        for (var i = 1; i <= 4; i++)
        {
            await domino.Api.LineAsync(id, $"out{i}");
            await File.WriteAllTextAsync(Path.Combine(work, $"go.{id}.{i}"), "", TestContext.Current.CancellationToken);
            await domino.Api.LineAsync(id, $"err{i}");
            await File.WriteAllTextAsync(Path.Combine(work, $"went.{id}.{i}"), "", TestContext.Current.CancellationToken);
        }

        await domino.Api.EndOfAsync(id);
        Assert.Equal(["out1", "err1", "out2", "err2", "out3", "err3", "out4", "err4"], await domino.Api.LogAsync(id, "stdoutstderr"));
    }

    [Fact]
    public async Task Following_a_million_lines_costs_little_for_each_look_and_loses_none()
    {
        const int Lines = 1_000_000;
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync($"seq 1 {Lines}\n");
        var id = Id(job);
        Assert.Equal("Succeeded", job["statuses"]!["executionStatus"]!.GetValue<string>());

        // The first read builds the index. After it, the end is as fast to read as the beginning.
        var last = await PageAsync(id, $"logType=stdout&offset={Lines - 1}");
        Assert.Equal($"{Lines}", Assert.Single(last["logContent"]!.AsArray())!["log"]!.GetValue<string>());
        var cursor = last["pagination"]!["latestTimeNano"]!.GetValue<string>();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 100; i++)
        {
            var page = await PageAsync(id, $"logType=stdout&latestTimeNano={cursor}");
            Assert.Empty(page["logContent"]!.AsArray());
            Assert.True(page["isComplete"]!.GetValue<bool>());
        }

        // Reading the file for each look would take over 100 times half a second.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"100 looks took {clock.Elapsed}.");
        var middle = await PageAsync(id, "logType=stdout&offset=499999&limit=2");
        Assert.Equal(["500000", "500001"], middle["logContent"]!.AsArray().Select(line => line!["log"]!.GetValue<string>()));
        Assert.Equal(Enumerable.Range(1, Lines).Select(i => $"{i}"), await domino.Api.LogAsync(id, "stdout"));
        var tail = (await project.ReadAsync("results/stdout.txt")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10_000, tail.Length);
        Assert.Equal(("990001", "1000000"), (tail[0], tail[^1]));
    }

    [Fact]
    public async Task The_log_of_a_run_is_complete_and_escaped()
    {
        var project = await domino.Api.NewProjectAsync();
        var job = await project.RunAsync("seq 1 20000\necho '<b>&\"'\n");
        var log = await domino.Api.GetAsync($"{project.Path}/run/{Id(job)}/stdout");
        var text = log["stdout"]!.GetValue<string>();
        Assert.StartsWith("<pre style=", text, StringComparison.Ordinal);
        Assert.EndsWith("\n19999\n20000\n&lt;b&gt;&amp;&quot;</pre>", text, StringComparison.Ordinal);
        Assert.Equal(20_001, text.Split('\n').Length);
        Assert.Contains("Checking out commit", log["setup"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private async Task<JsonNode> PageAsync(string id, string query) =>
        (await domino.Api.GetAsync($"/v4/jobs/{id}/logsWithProblemSuggestions?{query}"))["logset"]!;

    private static string Id(JsonNode job) => job["id"]!.GetValue<string>();
}
