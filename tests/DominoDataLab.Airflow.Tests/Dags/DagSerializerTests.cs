using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Dags;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;

namespace DominoDataLab.Airflow.Tests.Dags;

public sealed class DagSerializerTests
{
    [Fact]
    public void A_DAG_with_a_group_and_inputs_is_serialized()
    {
        var dag = AirflowBundle.CreateBuilder([]).AddDag("etl", new DagOptions { Schedule = "@daily", Tags = ["b", "a", "b"] });
        var extract = dag.AddTask("extract");
        var group = dag.AddGroup("load");
        var write = group.AddTask("write", new DagTaskOptions { Queue = "csharp", Retries = 0 }, extract, 3);
        write.Before(dag.AddTask("notify"), "done");
        var json = Serialize(dag);
        Assert.Equal("0 0 * * *", json["timetable"]!["__var"]!["expression"]!.GetValue<string>());
        Assert.Equal("""["a","b"]""", json["tags"]!.ToJsonString());
        Assert.Equal("""{"load.write":{"notify":{"label":"done"}}}""", json["edge_info"]!.ToJsonString());
        var task = json["tasks"]![1]!["__var"]!;
        Assert.Equal("csharp", task["queue"]!.GetValue<string>());
        Assert.Null(task["retries"]);
        Assert.Equal(
            """[{"kind":"xcom","name":"arg0","task_id":"extract"},{"kind":"literal","name":"arg1","value":3}]""",
            task["_arg_bindings"]!.ToJsonString()
        );
        Assert.Equal("load", json["task_group"]!["children"]!["load"]![1]!["_group_id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("sometimes", null)]
    [InlineData("@continuous", 2)]
    public void A_schedule_that_Airflow_does_not_know_is_refused(string schedule, int? runs) =>
        Assert.Throws<ArgumentException>(() =>
            AirflowBundle.CreateBuilder([]).AddDag("d", new DagOptions { Schedule = schedule, MaxActiveRuns = runs })
        );

    [Fact]
    public void Two_tasks_with_one_id_are_refused()
    {
        var dag = AirflowBundle.CreateBuilder([]).AddDag("d");
        dag.AddTask("t");
        Assert.Throws<ArgumentException>(() => dag.AddTask("t"));
    }

    [Fact]
    public void A_task_without_code_is_refused()
    {
        var builder = AirflowBundle.CreateBuilder([]);
        builder.AddDag("d").AddTask("t");
        var error = Assert.Throws<InvalidOperationException>(builder.Build);
        Assert.Contains("'t' of the DAG 'd' has no code", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_conformance_DAGs_are_serialized_as_the_Go_SDK_does()
    {
        var folder = Environment.GetEnvironmentVariable("AIRFLOW_PROTOCOL_DATA");
        Assert.SkipWhen(folder is null, "AIRFLOW_PROTOCOL_DATA does not name the folder with the conformance DAGs.");
        var expected = Read(Path.Combine(folder, "serialized-dags-go-conformance.json"))["dags"]!.AsObject();
        var inputs = Read(Path.Combine(folder, "serialization-conformance-dags.json"))["dags"]!.AsArray();
        Assert.Equal(14, inputs.Count);
        foreach (var input in inputs)
        {
            var dag = ConformanceDag.Build(input!.AsObject());
            var other = expected[dag.DagId]!["dag"]!;
            AssertEqual(ConformanceDag.Normalize(other)!, ConformanceDag.Normalize(Serialize(dag))!, dag.DagId);
        }
    }

    private static void AssertEqual(JsonNode expected, JsonNode actual, string dagId)
    {
        Assert.True(
            JsonNode.DeepEquals(expected, actual),
            $"{dagId}:\nexpected {expected.ToJsonString()}\nactual   {actual.ToJsonString()}"
        );
    }

    private static JsonNode Serialize(DagBuilder dag)
    {
        var serialized = DagSerializer.Serialize(dag, "/bundles/app/etl", "etl");
        var json = ValueReader.Read(ValueWriter.Encode(serialized, new JsonTypes(), "DAG"));
        Assert.Equal(3, json.GetProperty("__version").GetInt32());
        return JsonNode.Parse(json.GetProperty("dag").GetRawText())!;
    }

    private static JsonNode Read(string path) => JsonNode.Parse(File.ReadAllText(path))!;
}
