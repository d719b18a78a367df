// The requests are answered from memory, so there is nothing to cancel.
#pragma warning disable xUnit1051

using System.Text.Json;
using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Tests.Tasks;

public sealed class LocalTaskTests
{
    [Fact]
    public async Task Variables_connections_and_XComs_are_kept_in_memory()
    {
        var context = TaskContext.CreateLocal(
            new LocalTask
            {
                Variables = new Dictionary<string, string> { ["day"] = "monday" },
                XComs = new Dictionary<string, object?>
                {
                    ["extract"] = new List<int> { 1, 2 },
                },
                Connections =
                [
                    new Connection
                    {
                        Id = "db",
                        Type = "postgres",
                        Port = 5432,
                    },
                ],
                Conf = new Dictionary<string, object?> { ["limit"] = 3 },
            }
        );
        Assert.Equal("monday", await context.Variables.GetAsync("day"));
        await context.Variables.SetAsync("other", "x");
        Assert.Equal(["day", "other"], await context.Variables.ListKeysAsync().ToListAsync());
        await context.Variables.DeleteAsync("day");
        Assert.Null(await context.Variables.FindAsync("day"));
        Assert.Equal([1, 2], await context.XComs.GetAsync<List<int>>("extract"));
        await context.XComs.PushAsync("rows", 12);
        Assert.Equal(12, await context.XComs.GetAsync<int>("local", new XComOptions { Key = "rows" }));
        Assert.Equal(5432, (await context.Connections.GetAsync("db")).Port);
        Assert.Null(await context.Connections.FindAsync("nope"));
        Assert.Equal(3, context.Params.Get<int>("limit"));
        await context.State.SetAsync("cursor", "abc");
        Assert.Equal("abc", await context.State.FindAsync<string>("cursor"));
    }

    [Fact]
    public async Task A_missing_object_has_Airflows_error_code()
    {
        var context = TaskContext.CreateLocal();
        var variable = await Assert.ThrowsAsync<AirflowException>(() => context.Variables.GetAsync("nope"));
        var connection = await Assert.ThrowsAsync<AirflowException>(() => context.Connections.GetAsync("nope"));
        Assert.Equal(("VARIABLE_NOT_FOUND", "CONNECTION_NOT_FOUND"), (variable.ErrorCode, connection.ErrorCode));
    }

    [Theory]
    [InlineData("k?")]
    [InlineData("k#")]
    [InlineData("")]
    public async Task A_key_that_Airflow_would_cut_off_is_refused(string key) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => TaskContext.CreateLocal().XComs.PushAsync(key, 1));

    [Fact]
    public async Task Secrets_are_masked_in_what_is_sent_past_the_log()
    {
        var context = TaskContext.CreateLocal(
            new LocalTask
            {
                Connections =
                [
                    new Connection
                    {
                        Id = "db",
                        Type = "postgres",
                        Password = "pass-word-1",
                        ExtraText = """{"token":"extra-token-2","n":1}""",
                    },
                ],
            }
        );
        await context.Connections.GetAsync("db");
        await context.MaskSecretAsync("my-own-secret");
        Assert.Equal("*** *** *** abc", context.Secrets.Apply("pass-word-1 extra-token-2 my-own-secret abc"));
    }

    [Fact]
    public void A_connection_does_not_print_its_password() =>
        Assert.DoesNotContain(
            "hunter2",
            new Connection
            {
                Id = "db",
                Type = "x",
                Password = "hunter2",
            }.ToString(),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        "postgres://us%40er:p%3Aw@host:1234/sche%2Fma?x=1&y=a+b",
        "us@er",
        "p:w",
        "host",
        1234,
        "sche/ma",
        """{"x":"1","y":"a b"}"""
    )]
    [InlineData("http://host", null, null, "host", null, null, null)]
    [InlineData("""{"conn_type":"http","host":"h","port":"80","extra":{"a":1}}""", null, null, "h", 80, null, """{"a":1}""")]
    public void Connections_of_the_environment_are_URIs_or_JSON(
        string text,
        string? login,
        string? password,
        string? host,
        int? port,
        string? schema,
        string? extra
    )
    {
        var connection = ConnectionParser.FromText("c", text);
        Assert.Equal(
            (login, password, host, port, schema, extra),
            (connection.Login, connection.Password, connection.Host, connection.Port, connection.Schema, connection.ExtraText)
        );
    }

    [Fact]
    public void A_connection_that_cannot_be_read_is_not_quoted()
    {
        var error = Assert.Throws<AirflowException>(() => ConnectionParser.FromText("c", "http://u:hunter2@h:port"));
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Extra_that_is_not_JSON_is_an_error_only_when_it_is_read()
    {
        var connection = new Connection
        {
            Id = "c",
            Type = "x",
            ExtraText = "{",
        };
        Assert.Throws<AirflowException>(() => connection.GetExtra());
        Assert.Equal(
            JsonValueKind.Undefined,
            new Connection { Id = "c", Type = "x" }
                .GetExtra()
                .ValueKind
        );
    }
}
