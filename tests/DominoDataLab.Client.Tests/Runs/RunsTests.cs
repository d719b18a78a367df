using DominoDataLab.Client.Runs;
using DominoDataLab.Client.Tests.Wire;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Client.Tests.Runs;

public sealed class RunsTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_found_by_its_id_listed_and_stopped_and_one_that_does_not_exist_is_null()
    {
        var project = await domino.NewProjectAsync(Ct);
        var id = await project.Runs.StartAsync(new StartRunRequest { Command = ["sleep", "600"], Title = "long" }, Ct);
        Assert.Equal("long", (await project.Runs.FindAsync(id, Ct))?.Title);
        Assert.Equal(id, Assert.Single(await project.Runs.ListAsync(Ct).ToListAsync(Ct)).Id);
        Assert.Null(await project.Runs.FindAsync("0123456789abcdef01234567", Ct));
        await project.Runs.StopAsync(id, keepResults: false, Ct);
        await domino.Client.Jobs.WaitForCompletionAsync(id, null, Ct);
        var ended = await project.Runs.GetAsync(id, Ct);
        Assert.True(ended.IsCompleted);
        Assert.NotNull(ended.QueuedAt);
    }

    [Fact]
    public async Task A_run_has_what_it_wrote_to_dominostats()
    {
        var project = await domino.NewProjectAsync(Ct);
        var ended = await project.Runs.RunAsync(
            new StartRunRequest { Command = ["sh", "-c", "echo '{\"loss\": 0.5}' > dominostats.json"] },
            null,
            Ct
        );
        var run = await project.Runs.GetAsync(ended.Id, Ct);
        Assert.Equal(new RunStatistic("loss", "0.5"), Assert.Single(run.DiagnosticStatistics!.Data));
        Assert.False(run.DiagnosticStatistics.IsError);
        Assert.Equal(run.CompletedAt, run.PostProcessedAt);
    }

    [Fact]
    public async Task A_request_sends_all_six_fields()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("POST /v1/projects/ada/p/runs", """{"runId":"r1","message":"started"}""");
        using var client = server.Connect();
        Assert.Equal("r1", await client.Project("ada/p").Runs.StartAsync(new StartRunRequest { Command = ["main.py", "a b"] }, Ct));
        Assert.Equal(
            """{"command":["main.py","a b"],"isDirect":false,"commitId":null,"title":null,"tier":null,"publishApiEndpoint":null}""",
            server.Only("POST /v1/projects/ada/p/runs").Text
        );
    }

    [Fact]
    public async Task Every_field_of_a_run_is_read()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(
            "GET /v1/projects/ada/p/runs/r1",
            """
            {"id":"r1","status":"Succeeded","commitId":"c1","outputCommitId":"","title":"t","number":4,"queued":1700000000000,
            "started":1700000001000,"completed":1700000002000,
             "postProcessedTimestamp":1700000003000,"isArchived":true,"isCompleted":true,"diagnosticStatistics":{"isError":false,
             "data":[{"key":"loss","value":"0.1"}]},"future":1}
            """
        );
        using var client = server.Connect();
        var run = await client.Project("ada/p").Runs.GetAsync("r1", Ct);
        Assert.Equal(("c1", "t", 4, true, true), (run.CommitId, run.Title, run.Number, run.IsArchived, run.IsCompleted));
        Assert.Equal(
            [1000L, 1000L, 1000L],
            new[] { run.StartedAt - run.QueuedAt, run.CompletedAt - run.StartedAt, run.PostProcessedAt - run.CompletedAt }.Select(span =>
                (long)span!.Value.TotalMilliseconds
            )
        );
        Assert.Equal(new RunStatistic("loss", "0.1"), Assert.Single(run.DiagnosticStatistics!.Data));
        Assert.Equal(1, run.Extra!["future"].GetInt32());
    }

    [Fact]
    public void The_lines_of_a_log_are_what_a_reader_sees()
    {
        var log = new RunLog
        {
            Setup = "<span>set &amp; ready</span>",
            Stdout = "<pre>a &lt;b&gt;\r\n.\n\n   \n<span class=\"text-danger\">it &#39;broke&#39;</span>\u2028x < y</pre>",
        };
        RunLogLine[] lines =
        [
            new(LogLevel.Information, "a <b>"),
            new(LogLevel.Information, "   "),
            new(LogLevel.Warning, "it 'broke'"),
            new(LogLevel.Information, "x < y"),
        ];
        Assert.Equal(lines, log.GetLines());
        Assert.Equal([new(LogLevel.Information, "set & ready"), .. lines], log.GetLines(includeSetup: true));
    }
}
