using System.Globalization;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>A stopped task is gone in time, with its children, and one that lost its supervisor at once.</summary>
public sealed class StopTests
{
    private readonly TestAirflow _airflow = new(Bundles.Scenarios);

    [Theory]
    [InlineData("waits", 2)]
    [InlineData("throws_on_cancel", 2)]
    [InlineData("children", 5)]
    [InlineData("ignores_cancel", 5)]
    [InlineData("blocks", 5)]
    [InlineData("starves_pool", 5)]
    public async Task A_stopped_task_is_gone_within_the_grace_period(string task, int seconds)
    {
        await using var run = _airflow.Start("ends", task);
        await TestAirflow.WaitForLogAsync(run, "up");
        var tree = ProcessTree.Of(run.ProcessId);
        run.Terminate("failed");
        var outcome = await TestAirflow.FinishAsync(run);

        TestAirflow.AssertSound(outcome);
        Assert.False(outcome.WasKilled, outcome.ToString());
        Assert.True(outcome.LeftAfter < TimeSpan.FromSeconds(seconds), $"{outcome.LeftAfter}");
        Assert.DoesNotContain(tree, ProcessTree.IsAlive);
    }

    [Fact]
    public async Task Children_are_gone_with_the_task()
    {
        await using var run = _airflow.Start("ends", "children");
        await TestAirflow.WaitForLogAsync(run, "up");
        var grandchild = await TestAirflow.WaitForLogAsync(run, "grandchild ");
        var child = await TestAirflow.WaitForLogAsync(run, "child ");
        int[] ids = [Number(child), Number(grandchild)];
        Assert.All(ids, id => Assert.True(ProcessTree.IsAlive(id)));
        run.Terminate("failed");
        var outcome = await TestAirflow.FinishAsync(run);

        Assert.False(outcome.WasKilled, outcome.ToString());
        Assert.DoesNotContain(ids, ProcessTree.IsAlive);
        Assert.True(outcome.SocketsLingered < TimeSpan.FromSeconds(2), $"{outcome.SocketsLingered}");
    }

    [Fact]
    public async Task A_signal_from_elsewhere_is_reported_as_a_failure()
    {
        await using var run = _airflow.Start("ends", "waits");
        await TestAirflow.WaitForLogAsync(run, "up");
        run.SendSigterm();
        var outcome = await TestAirflow.FinishAsync(run);

        TestAirflow.AssertWellBehaved(outcome);
        Assert.Equal("failed", outcome.State);
        Assert.Contains(outcome.Events, text => text.Contains("SIGTERM", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("waits", false, 1)]
    [InlineData("waits", true, 1)]
    [InlineData("ignores_cancel", false, 4)]
    [InlineData("blocks", true, 4)]
    public async Task A_task_that_lost_its_supervisor_leaves_with_a_failure(string task, bool resets, int seconds)
    {
        _airflow.Options = _airflow.Options with { Misbehavior = new Misbehavior { Resets = resets } };
        await using var run = _airflow.Start("ends", task);
        await TestAirflow.WaitForLogAsync(run, "up");
        var lost = System.Diagnostics.Stopwatch.StartNew();
        run.CloseComm();
        var outcome = await TestAirflow.FinishAsync(run);

        Assert.True(outcome.ExitCode > 0, $"exit code {outcome.ExitCode}");
        Assert.True(lost.Elapsed < TimeSpan.FromSeconds(seconds + 1), $"{lost.Elapsed}");
        Assert.Empty(outcome.TerminalMessages);
    }

    [Fact]
    public async Task A_task_that_lost_both_sockets_leaves_with_a_failure()
    {
        await using var run = _airflow.Start("ends", "waits");
        await TestAirflow.WaitForLogAsync(run, "up");
        run.CloseLogs();
        run.CloseComm();
        var outcome = await TestAirflow.FinishAsync(run);

        Assert.True(outcome.ExitCode > 0, $"exit code {outcome.ExitCode}");
        Assert.NotEmpty(outcome.StandardError);
    }

    [Theory]
    [InlineData("GetVariable")]
    [InlineData("RetryTask")]
    public async Task A_supervisor_that_leaves_instead_of_replying_ends_the_process(string type)
    {
        _airflow.Options = _airflow.Options with
        {
            Misbehavior = new Misbehavior { ClosesCommAt = request => request.Text("type") == type },
        };
        await using var run = _airflow.Start(
            new TaskStart
            {
                DagId = "ends",
                TaskId = "throws_late",
                RunId = TestAirflow.RunId,
                Retries = 1,
            }
        );
        var outcome = await TestAirflow.FinishAsync(run);

        Assert.True(outcome.ExitCode > 0, $"exit code {outcome.ExitCode}");
        Assert.Empty(outcome.TerminalMessages);
    }

    private static int Number(System.Text.Json.Nodes.JsonObject record) =>
        int.Parse(record.Text("event")!.Split(' ')[1], CultureInfo.InvariantCulture);
}
