using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Airflow.Supervisor.State;
using DominoDataLab.Airflow.Supervisor.Wire;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>Requests, their errors, and what never reaches the supervisor.</summary>
public sealed class RequestTests
{
    private readonly TestAirflow _airflow = new(Bundles.Scenarios);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Errors_are_read_from_both_places(bool inThirdElement)
    {
        _airflow.Options = _airflow.Options with
        {
            Misbehavior = new Misbehavior
            {
                Shape = (id, reply) => inThirdElement && IsError(reply) ? [id, null, reply.Body] : [id, reply.Body, reply.Error],
            },
        };
        await _airflow.RunAsync("requests", "error");

        Assert.StartsWith("\"VARIABLE_NOT_FOUND", _airflow.XCom("requests", "error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_API_server_keeps_its_status()
    {
        _airflow.Options = _airflow.Options with
        {
            Misbehavior = new Misbehavior
            {
                Answer = request => request.Text("type") == "GetVariable" ? Reply.ServerError(403, "no") : null,
            },
        };
        await _airflow.RunAsync("requests", "error");

        Assert.Equal("\"API_SERVER_ERROR 403\"", _airflow.XCom("requests", "error"));
    }

    [Fact]
    public async Task An_abandoned_request_does_not_confuse_the_next_one()
    {
        _airflow.State.Variables["v"] = "right";
        _airflow.State.Variables["slow"] = "wrong";
        _airflow.Options = _airflow.Options with
        {
            Misbehavior = new Misbehavior { Delay = request => request.Text("key") == "slow" ? Task.Delay(1000) : Task.CompletedTask },
        };
        await _airflow.RunAsync("requests", "canceled");

        Assert.Equal("\"right\"", _airflow.XCom("requests", "canceled"));
    }

    [Fact]
    public async Task Two_hundred_requests_in_flight_get_their_own_replies()
    {
        for (var i = 0; i < 10; i++)
        {
            _airflow.State.Variables[$"v{i}"] = $"value {i}";
        }

        await _airflow.RunAsync("requests", "parallel");

        Assert.Equal("200", _airflow.XCom("requests", "parallel"));
    }

    [Fact]
    public async Task Names_that_cannot_be_sent_are_refused_before_they_are()
    {
        var outcome = await _airflow.RunAsync("requests", "hostile_names");

        var results = _airflow.State.XComs.Get("requests", TestAirflow.RunId, "hostile_names")!.AsObject();
        Assert.Equal(8, results.Count);
        Assert.DoesNotContain(results, pair => (string?)pair.Value == "sent");
        Assert.Equal(["SetXCom", "SucceedTask"], outcome.Requests.Select(request => request.Text("type")));
    }

    [Fact]
    public async Task Secrets_inside_the_extra_of_a_connection_are_masked()
    {
        _airflow.State.AddConnection(
            "secretive",
            "http",
            "example.com",
            "me",
            "pass-word-1",
            port: 8080,
            extra: """{"token":"token-1234567"}"""
        );
        var outcome = await _airflow.RunAsync("requests", "connection");

        Assert.Equal("\"http example.com 8080 me\"", _airflow.XCom("requests", "connection"));
        Assert.Contains(outcome.Events, text => text.StartsWith("password *** token ***", StringComparison.Ordinal));
        Assert.DoesNotContain(outcome.TaskLog, record => record.ToJsonString().Contains("token-1234567", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://me:pass-word-1@example.com:8080/?token=token-1234567")]
    [InlineData(
        """{"conn_type":"http","host":"example.com","login":"me","password":"pass-word-1","port":8080,"extra":{"token":"token-1234567"}}"""
    )]
    public async Task A_connection_of_the_worker_comes_first(string text)
    {
        var airflow = new TestAirflow(Bundles.Scenarios.With("AIRFLOW_CONN_SECRETIVE", text));
        airflow.State.AddConnection("secretive", "ftp");
        var outcome = await airflow.RunAsync("requests", "connection");

        Assert.Equal("\"http example.com 8080 me\"", airflow.XCom("requests", "connection"));
        Assert.DoesNotContain(outcome.TaskLog, record => record.ToJsonString().Contains("pass-word-1", StringComparison.Ordinal));
        Assert.DoesNotContain(outcome.TaskLog, record => record.ToJsonString().Contains("token-1234567", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_variable_of_the_worker_comes_first()
    {
        var airflow = new TestAirflow(Bundles.Scenarios.With("AIRFLOW_VAR_V", "mine"));
        airflow.State.Variables["v"] = "theirs";
        await airflow.RunAsync("requests", "variable");

        Assert.Equal("\"mine\"", airflow.XCom("requests", "variable"));
    }

    [Theory]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("7.0", null)]
    [InlineData("7.5", null)]
    [InlineData("\"7\"", null)]
    [InlineData("18446744073709551615", null)]
    public async Task A_number_of_another_task_is_read_exactly_or_refused(string pushed, string? read)
    {
        _airflow.SetXCom("requests", "upstream", pushed);
        var outcome = await _airflow.RunAsync("requests", "number");

        Assert.Equal(read is null ? "failed" : "success", outcome.State);
        Assert.Equal(read, _airflow.XCom("requests", "number"));
    }

    [Fact]
    public async Task An_object_of_another_task_is_read_by_its_JSON_names()
    {
        _airflow.SetXCom("requests", "upstream", """{"row_count":4,"Name":"é","more":[1]}""");
        await _airflow.RunAsync("requests", "report");

        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse("""{"row_count":4,"Name":"é"}"""), JsonNode.Parse(_airflow.XCom("requests", "report")!))
        );
    }

    private static bool IsError(Reply reply) => (reply.Body as JsonObject)?.Text("type") == "ErrorResponse";
}
