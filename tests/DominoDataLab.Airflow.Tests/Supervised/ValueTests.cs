using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>Whatever a task pushes, no frame is sent that a supervisor cannot decode; what JSON cannot hold fails with its place.</summary>
public sealed class ValueTests
{
    private readonly TestAirflow _airflow = new(Bundles.Scenarios);

    [Fact]
    public async Task Each_value_is_pushed_exactly_or_refused_with_its_place()
    {
        var outcome = await _airflow.RunAsync("values", "push_all");

        Assert.Equal("success", outcome.State);
        var results = _airflow.State.XComs.Get("values", TestAirflow.RunId, "push_all")!.AsObject();
        var refused = results.Where(pair => (string?)pair.Value != "pushed").ToDictionary(pair => pair.Key, pair => (string)pair.Value!);
        Assert.All(
            ["nan", "infinity", "nested_nan", "surrogate", "surrogate_key", "unknown_type", "cycle"],
            name => Assert.Contains(name, refused.Keys)
        );
        Assert.Contains("rows", refused["nested_nan"], StringComparison.Ordinal);
        foreach (var (name, message) in refused)
        {
            Assert.Contains(name, message, StringComparison.Ordinal);
            Assert.Null(_airflow.XCom("values", "push_all", name));
        }
    }

    [Theory]
    [InlineData("long", "-9223372036854775808")]
    [InlineData("guid", "\"01997c0e-5d6a-7b5c-8b2e-0c1d2e3f4a5b\"")]
    [InlineData("enum", null)]
    [InlineData("record", "{\"row_count\":3,\"Name\":\"\\u00E9\"}")]
    [InlineData("report", "{\"row_count\":3,\"Name\":\"\\u00E9\"}")]
    public async Task Common_values_keep_their_meaning(string name, string? json)
    {
        var outcome = await _airflow.RunAsync("values", name);

        Assert.Equal("success", outcome.State);
        Assert.NotNull(_airflow.XCom("values", name));
        if (json is not null)
        {
            Assert.Equal(json, _airflow.XCom("values", name));
        }
    }

    [Theory]
    [InlineData("nan", "NaN")]
    [InlineData("nested_nan", "rows")]
    [InlineData("surrogate", "surrogate")]
    [InlineData("decimal", "79228162514264337593543950335")]
    [InlineData("big_integer", "10000000000000000000000000000000000000000")]
    [InlineData("ulong", "18446744073709551615")]
    public async Task A_result_that_Airflow_cannot_hold_exactly_fails_the_task(string name, string mentioned)
    {
        var outcome = await _airflow.RunAsync(
            new TaskStart
            {
                DagId = "values",
                TaskId = name,
                RunId = TestAirflow.RunId,
                Retries = 1,
            }
        );

        Assert.Equal("up_for_retry", outcome.State);
        Assert.Empty(outcome.OfType("SetXCom"));
        Assert.Contains(
            outcome.TaskLog,
            record => record.Text("level") == "error" && record.Text("event")!.Contains(mentioned, StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public async Task A_value_of_16_MiB_is_pushed_in_one_frame()
    {
        var outcome = await _airflow.RunAsync("values", "large");

        Assert.Equal("success", outcome.State);
        Assert.Equal(16 << 20, ((string)_airflow.State.XComs.Get("values", TestAirflow.RunId, "large")!).Length);
    }

    [Fact]
    public async Task A_list_that_is_too_long_to_map_is_pushed_without_its_length()
    {
        var outcome = await _airflow.RunAsync("values", "long_list");

        Assert.Equal("success", outcome.State);
        Assert.Equal(1025, _airflow.State.XComs.Get("values", TestAirflow.RunId, "long_list")!.AsArray().Count);
        Assert.Equal(["1025", null], outcome.OfType("SetXCom").Select(push => push["mapped_length"]?.ToJsonString()));
    }
}
