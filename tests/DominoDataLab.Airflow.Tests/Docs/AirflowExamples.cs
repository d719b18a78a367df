// The requests are answered from memory, so there is nothing to cancel.
#pragma warning disable xUnit1051

using System.Text.Json.Serialization;
using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Dags;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Tests.Docs;

/// <summary>The code of <c>docs/airflow.md</c>.</summary>
public sealed class AirflowExamples
{
    [Fact]
    public async Task A_task_ends_with_an_outcome()
    {
        var context = TaskContext.CreateLocal(
            new LocalTask { XComs = new Dictionary<string, object?> { ["list_files"] = Array.Empty<string>() } }
        );
        var outcome = Assert.IsAssignableFrom<TaskOutcome>(await LoadAsync(context));
        Assert.Equal(TaskOutcome.Skip("There are no files."), outcome);
        var full = TaskContext.CreateLocal(
            new LocalTask { XComs = new Dictionary<string, object?> { ["list_files"] = new List<string> { "a" } } }
        );
        Assert.Equal(1, await LoadAsync(full));
    }

    private static async Task<object?> LoadAsync(TaskContext context)
    {
        var files = await context.XComs.GetAsync<List<string>>("list_files");
        if (files is not { Count: > 0 })
        {
            return TaskOutcome.Skip("There are no files.");
        }

        await context.State.SetAsync("cursor", files[^1]);
        return files.Count;
    }

    [Fact]
    public void Arguments_of_the_stub_call_are_parameters()
    {
        var builder = AirflowBundle.CreateBuilder([]);

        builder.UseJson(EtlJson.Default);
        builder.AddTask(
            "etl",
            "load",
            async (TaskContext context, string country, Extracted extracted) =>
            {
                await context.Variables.SetAsync("last_country", country);
                return extracted.Rows;
            }
        );

        Assert.NotNull(builder.Build());
    }

    [Fact]
    public void A_DAG_can_be_written_in_CSharp()
    {
        var builder = AirflowBundle.CreateBuilder([]);

        var dag = builder.AddDag("nightly", new DagOptions { Schedule = "@daily", StartDate = DateTimeOffset.Parse("2026-01-01Z") });
        var csharp = new DagTaskOptions { Queue = "csharp", Retries = 2 };
        var extract = dag.AddTask("extract", csharp);
        var load = dag.AddTask("load", csharp, extract, "sales");
        load.Before(dag.AddTriggerDagRun("report", new TriggerDagRunOptions { DagId = "report" }));

        builder.AddTask("nightly", "extract", _ => Task.FromResult(3));
        builder.AddTask("nightly", "load", (TaskContext _, int rows, string table) => Task.FromResult($"{rows} rows in {table}"));

        Assert.NotNull(builder.Build());
    }

    [Fact]
    public async Task An_operator_runs_without_Airflow_and_stops_when_it_is_canceled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunJobAsync(new CancellationToken(canceled: true)));

    private static async Task<object?> RunJobAsync(CancellationToken cancellationToken)
    {
        var conf = new Dictionary<string, object?> { ["text"] = "hello" };
        var context = TaskContext.CreateLocal(new LocalTask { Conf = conf }, cancellationToken);
        var job = new DominoOperator(
            new DominoRunOptions
            {
                Project = "ada/sales",
                Command = ["sh", "-c", "echo {{ params.text }}"],
                Host = "http://127.0.0.1:7410",
                ApiKey = "a-key-of-my-own",
            }
        );
        return await job.ExecuteAsync(context);
    }
}

internal sealed record Extracted(int Rows);

[JsonSerializable(typeof(Extracted))]
internal sealed partial class EtlJson : JsonSerializerContext;
