using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Tests.Operators;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("run.sh", "run.sh")]
    [InlineData("{{ ds }} {{ds_nodash}} {{ ts }}", "2026-09-01 20260901 2026-09-01T12:00:00+00:00")]
    [InlineData("{{ run_id }}/{{ task_id }}/{{ try_number }}", "r1/t/1")]
    [InlineData("{{ params.country }} {{ conf.limits.rows }} {{ dag_run.conf['country'] }}", "uk 3 uk")]
    [InlineData("{{ xcom.extract.files[1] }} {{ xcom['group.load'] }}", "b.csv 42")]
    [InlineData("{{ ti.xcom_pull('extract').files[0] }} {{ ti.xcom_pull(task_ids='group.load') }}", "a.csv 42")]
    [InlineData("{{ args.table }} {{ var.value.day }}", "sales monday")]
    public async Task Expressions_are_filled_in(string text, string expected) =>
        Assert.Equal(expected, await new Template(Context()).RenderAsync(text));

    [Theory]
    [InlineData("{{ macros.ds_add(ds, 1) }}", "unknown")]
    [InlineData("{{ nonsense }}", "unknown")]
    [InlineData("{{ params.absent }}", "has no value")]
    [InlineData("{{ xcom.extract.absent }}", "'absent' was not found")]
    public async Task An_expression_without_a_value_names_itself(string text, string expected)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => new Template(Context()).RenderAsync(text));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Wrong_options_fail_without_a_retry_and_before_anything_is_sent(bool isDirect)
    {
        var options = new DominoRunOptions
        {
            Project = "a/b",
            Host = "http://127.0.0.1:1",
            ApiKey = "key-of-nobody",
            Command = isDirect ? ["a", "b"] : [],
            IsDirect = isDirect,
        };
        var error = await Assert.ThrowsAsync<TaskOutcomeException>(() => new DominoOperator(options).ExecuteAsync(Context()));
        Assert.Equal(TaskOutcome.FailWithoutRetry(error.Message), error.Outcome);
        Assert.Contains("ommand", error.Message, StringComparison.Ordinal);
    }

    private static TaskContext Context() =>
        TaskContext.CreateLocal(
            new LocalTask
            {
                TaskId = "t",
                RunId = "r1",
                LogicalDate = new DateTimeOffset(2026, 9, 1, 12, 0, 0, TimeSpan.Zero),
                Conf = new Dictionary<string, object?>
                {
                    ["country"] = "uk",
                    ["limits"] = new Dictionary<string, int> { ["rows"] = 3 },
                },
                Arguments = new Dictionary<string, object?> { ["table"] = "sales" },
                Variables = new Dictionary<string, string> { ["day"] = "monday" },
                XComs = new Dictionary<string, object?>
                {
                    ["extract"] = new Dictionary<string, object?>
                    {
                        ["files"] = new List<string> { "a.csv", "b.csv" },
                    },
                    ["group.load"] = 42,
                },
            }
        );
}
