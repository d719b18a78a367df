// The extension methods are what most tasks call.
#pragma warning disable CA1848, CA1873

using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Logging;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.Tests.Logging;

public sealed class LogRecordTests
{
    [Fact]
    public async Task A_record_has_message_level_logger_time_and_values()
    {
        var record = Assert.Single(await WriteAsync(logger => logger.LogWarning("{Rows} rows of {Name}", 42, "é☃😀")));
        Assert.Equal("42 rows of é☃😀", record.GetProperty("event").GetString());
        Assert.Equal("warning", record.GetProperty("level").GetString());
        Assert.Equal("Acme.Etl", record.GetProperty("logger").GetString());
        Assert.Equal(42, record.GetProperty("Rows").GetInt32());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", record.GetProperty("timestamp").GetString()!);
        Assert.False(record.TryGetProperty("{OriginalFormat}", out _));
    }

    [Fact]
    public async Task Keys_that_Airflow_reserves_are_renamed()
    {
        string[] keys = ["msg", "target", "self", "method_name", "positional_args", "exc_info", "level", "event", "timestamp", "", "name"];
        var values = keys.Select(key => KeyValuePair.Create(key, (object?)"v")).ToList();
        values.Add(KeyValuePair.Create("name", (object?)"twice"));
        var record = Assert.Single(
            await WriteAsync(logger => logger.Log(LogLevel.Information, default, values, null, (_, _) => "hostile"))
        );
        string[] expected =
        [
            "event",
            "level",
            "logger",
            "timestamp",
            "msg_",
            "target_",
            "self_",
            "method_name_",
            "positional_args_",
            "exc_info_",
            "level_",
            "event_",
            "timestamp_",
            "_",
            "name",
            "name_",
        ];
        Assert.Equal(expected, record.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Hostile_values_and_formatters_leave_valid_records()
    {
        var records = await WriteAsync(logger =>
        {
            var values = new Dictionary<string, object?>
            {
                ["nan"] = double.NaN,
                ["half"] = "\ud800",
                ["throws"] = new Throwing(),
                ["big"] = ulong.MaxValue,
                ["none"] = null,
            };
            logger.Log(LogLevel.Error, default, values, new ThrowingException(), (_, _) => "half \udc00 of a pair\n\0");
            logger.Log(LogLevel.Error, default, "state", null, (_, _) => throw new InvalidOperationException("formatter"));
        });
        Assert.Equal(2, records.Count);
        Assert.Equal("NaN", records[0].GetProperty("nan").GetString());
        Assert.Equal("\ufffd", records[0].GetProperty("half").GetString());
        Assert.Contains("threw", records[0].GetProperty("throws").GetString(), StringComparison.Ordinal);
        Assert.Equal("half \ufffd of a pair\n\0", records[0].GetProperty("event").GetString());
        Assert.Contains("formatter", records[1].GetProperty("event").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_and_its_cause_become_blocks()
    {
        var cause = new ArgumentException("inner boom");
        var record = Assert.Single(
            await WriteAsync(logger => logger.LogError(Thrown(new InvalidOperationException("outer", cause)), "caught"))
        );
        var blocks = record.GetProperty("exception").EnumerateArray().ToList();
        Assert.Equal(["outer", "inner boom"], blocks.Select(block => block.GetProperty("exc_value").GetString()));
        Assert.Equal([false, true], blocks.Select(block => block.GetProperty("is_cause").GetBoolean()));
        Assert.Contains("Thrown", blocks[0].GetProperty("frames")[0].GetProperty("name").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scopes_add_their_values()
    {
        var records = await WriteAsync(logger =>
        {
            using (logger.BeginScope(new Dictionary<string, object?> { ["batch"] = 7 }))
            {
                logger.LogInformation("inside");
            }

            logger.LogInformation("outside");
        });
        Assert.Equal(7, records[0].GetProperty("batch").GetInt32());
        Assert.False(records[1].TryGetProperty("batch", out _));
    }

    [Fact]
    public async Task A_value_that_logs_while_it_is_formatted_gets_a_record_of_its_own()
    {
        var records = await WriteAsync(logger => logger.LogInformation("outer {Value}", new Logging(logger)));
        Assert.Equal(["inner", "outer formatted"], records.Select(record => record.GetProperty("event").GetString()).Distinct());
    }

    [Fact]
    public async Task Records_of_many_threads_stay_whole()
    {
        var records = await WriteAsync(logger => Parallel.For(0, 10_000, number => logger.LogInformation("line {Number}", number)));
        Assert.Equal(10_000, records.Select(record => record.GetProperty("Number").GetInt32()).Distinct().Count());
    }

    [Theory]
    [InlineData(null, null, "Acme", LogLevel.Information)]
    [InlineData("warn", null, "Acme", LogLevel.Warning)]
    [InlineData("INFO", "Acme=DEBUG", "Acme.Etl", LogLevel.Debug)]
    [InlineData("INFO", "Acme=DEBUG", "Acmeology", LogLevel.Information)]
    [InlineData("INFO", "Acme=DEBUG, Acme.Etl=ERROR", "Acme.Etl.Extract", LogLevel.Error)]
    [InlineData("nonsense", "=, x", "x", LogLevel.Information)]
    public void Levels_follow_the_longest_prefix(string? global, string? named, string category, LogLevel expected) =>
        Assert.Equal(expected, new LogLevels(global, named).Minimum(category));

    private static async Task<List<JsonElement>> WriteAsync(Action<ILogger> write)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var channel = new LogChannel();
        using var loggers = new AirflowLoggerProvider(channel, new LogLevels("DEBUG", null));
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint);
        using var supervisor = await listener.AcceptTcpClientAsync();

        // Half of the point is that records before the connection are kept.
        write(loggers.CreateLogger("Acme.Etl"));
        channel.Connect(socket);
        var reading = new StreamReader(supervisor.GetStream()).ReadToEndAsync();
        await channel.CompleteAsync(TimeSpan.FromSeconds(20));
        var text = await reading.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return [.. text.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line))];
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }

    private sealed class Throwing
    {
        public override string ToString() => throw new InvalidOperationException("no text");
    }

    private sealed class ThrowingException : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");
    }

    private sealed class Logging(ILogger logger)
    {
        public override string ToString()
        {
            logger.LogInformation("inner");
            return "formatted";
        }
    }
}
