using System.Net;
using System.Net.Sockets;
using DominoDataLab.Data.Configuration;
using DominoDataLab.Data.Queries;
using DominoDataLab.Data.Tests.Queries.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>A query that fails does so with the server's words, as one type of exception, and never with fewer rows.</summary>
public sealed class FailureTests : QueryTest
{
    private static readonly List<IpcMessage> Small = IpcMessages.Of(Tables.NumbersSchema, Tables.SmallBatches());

    public static TheoryData<StatusCode> Statuses() =>
        [.. Enum.GetValues<StatusCode>().Except([StatusCode.OK, StatusCode.Unauthenticated])];

    [Fact]
    public async Task Case_021_the_words_of_a_cpp_server_come_from_its_trailers()
    {
        await using var server = await ScriptedFlightServer.StartAsync(
            (call, _) =>
                call.EndAsync(
                    StatusCode.Internal,
                    "is bad. Detail: Internal",
                    ("x-arrow-status", "5"),
                    ("x-arrow-status-message-bin", "is bad"),
                    ("x-arrow-status-detail-bin", "Internal")
                )
        );
        using var client = Client(server);

        var error = await Assert.ThrowsAsync<DominoQueryException>(() => QueryAsync(client));

        Assert.Equal("is bad. Detail: Internal", error.ServerMessage);
        Assert.Contains("is bad. Detail: Internal", error.Message, StringComparison.Ordinal);
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.Single(server.Calls);
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Case_114_a_status_is_the_same_exception_before_and_after_the_schema_and_is_not_retried(StatusCode status)
    {
        await using var server = await ScriptedFlightServer.StartAsync(
            async (call, number) =>
            {
                if (number == 1)
                {
                    await call.SendAsync(Small.Take(2));
                }

                await call.EndAsync(status, "raw words. gRPC client debug context: secrets of a proxy");
            }
        );
        using var client = Client(server);

        var before = await Assert.ThrowsAsync<DominoQueryException>(() => QueryAsync(client));
        var seen = new List<long>();
        await using var result = await QueryAsync(client);
        var after = await Assert.ThrowsAsync<DominoQueryException>(async () =>
        {
            await foreach (var number in result.ReadAsync(row => row.Get<long>("n"), Stop))
            {
                seen.Add(number);
            }
        });

        Assert.Equal((status, "raw words"), (before.StatusCode!.Value, before.ServerMessage));
        Assert.Equal((status, "raw words"), (after.StatusCode!.Value, after.ServerMessage));
        Assert.Equal([0, 1, 2, 3], seen);
        Assert.Equal(2, server.Calls.Count);
    }

    [Theory]
    [InlineData("5", "Internal", "message. Detail: Internal")]
    [InlineData("9", null, "message")]
    [InlineData("45", null, "message")]
    [InlineData("none", "Internal", "grpc words")]
    public async Task Case_115_and_138_trailers_count_if_they_come_with_an_arrow_status(string number, string? detail, string expected)
    {
        var trailers = new List<(string, string)> { ("x-arrow-status-message-bin", "message") };
        if (number != "none")
        {
            trailers.Add(("x-arrow-status", number));
        }

        if (detail is not null)
        {
            trailers.Add(("x-arrow-status-detail-bin", detail));
        }

        await using var server = await ScriptedFlightServer.StartAsync(
            (call, _) => call.EndAsync(StatusCode.Unknown, "grpc words", [.. trailers])
        );
        using var client = Client(server);

        var error = await Assert.ThrowsAsync<DominoQueryException>(() => QueryAsync(client));

        Assert.Equal(expected, error.ServerMessage);
    }

    [Fact]
    public async Task Case_116_unauthenticated_for_ever_gives_up_after_60_seconds()
    {
        var clock = new JumpingClock();
        var times = new List<double>();
        await using var server = await ScriptedFlightServer.StartAsync(
            (call, _) =>
            {
                times.Add(clock.Now.TotalSeconds);
                return call.EndAsync(StatusCode.Unauthenticated, "expired");
            }
        );
        using var client = Client(server, options => (options.TimeProvider, options.Random) = (clock, new FixedRandom(0.5)));
        var source = await client.DataSources.GetTabularAsync("pg-basic", Stop);
        clock.Jumps = true;

        var error = await Assert.ThrowsAsync<DominoQueryException>(() => source.QueryAsync("SELECT 1", Stop));

        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        Assert.Contains("expired", error.Message, StringComparison.Ordinal);
        var first = times[0];
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 60], times.Select(time => Math.Round(time - first, 3)));
    }

    [Fact]
    public async Task Case_116_unauthenticated_after_the_schema_is_not_retried()
    {
        await using var server = await ScriptedFlightServer.StartAsync(
            async (call, _) =>
            {
                await call.SendAsync(Small[0]);
                await call.EndAsync(StatusCode.Unauthenticated, "late");
            }
        );
        using var client = Client(server);
        await using var result = await QueryAsync(client);

        var error = await Assert.ThrowsAsync<DominoQueryException>(() => NumbersAsync(result));

        Assert.Equal((StatusCode.Unauthenticated, "late"), (error.StatusCode!.Value, error.ServerMessage));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Case_117_a_server_that_cannot_be_reached_is_an_error_at_once_without_its_address()
    {
        await using var http1 = await ScriptedFlightServer.StartAsync((_, _) => Task.CompletedTask, protocols: HttpProtocols.Http1);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var free = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        foreach (
            var (location, reason) in new[]
            {
                ($"grpc://127.0.0.1:{free}", "refused"),
                ("grpc://no-such-host.invalid:1234", "host name is unknown"),
                (http1.Location, "HTTP/2"),
            }
        )
        {
            using var client = Client(http1, options => options.FlightHost = location);
            var error = await Assert.ThrowsAsync<DominoQueryException>(() => QueryAsync(client).WaitAsync(Limit, Stop));
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("127.0.0.1", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("no-such-host", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Case_118_a_stream_without_messages_and_a_message_that_is_not_arrow_are_errors()
    {
        await using var server = await ScriptedFlightServer.StartAsync(
            (call, number) =>
                number switch
                {
                    0 => call.EndAsync(StatusCode.OK),
                    1 => call.SendAsync(new IpcMessage([.. Enumerable.Repeat((byte)0x41, 64)], [])),
                    2 => call.SendBytesAsync([0x12, 0xFF, 0x01, 0x02]),
                    _ => call.SendAsync(Small[1]),
                }
        );
        using var client = Client(server);

        var nothing = await Assert.ThrowsAsync<DominoQueryException>(() => QueryAsync(client));
        Assert.Contains("sent no result", nothing.Message, StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
        {
            var damaged = await Assert.ThrowsAsync<DominoQueryException>(() => QueryAsync(client));
            Assert.Contains("could not be read", damaged.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Case_118_a_batch_whose_body_is_cut_short_is_an_error()
    {
        await using var server = await ScriptedFlightServer.StartAsync(
            async (call, _) =>
            {
                await call.SendAsync(Small[0]);
                await call.SendAsync(Small[1]);
                await call.SendAsync(Small[2] with { Body = Small[2].Body[..^8] });
            }
        );
        using var client = Client(server);
        await using var result = await QueryAsync(client);
        var rows = 0;

        var error = await Assert.ThrowsAsync<DominoQueryException>(async () =>
        {
            await foreach (var batch in result.ReadBatchesAsync(Stop))
            {
                rows += batch.Length;
            }
        });

        Assert.Contains("announces a body", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, rows);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("reset")]
    [InlineData("half")]
    public async Task Case_119_a_connection_that_is_lost_is_an_error_after_the_rows_that_came(string how)
    {
        var isRead = new TaskCompletionSource();
        await using var server = await ScriptedFlightServer.StartAsync(
            async (call, _) =>
            {
                await call.SendAsync(Small.Take(3));
                if (how == "half")
                {
                    var message = Small[3].ToFlightData();
                    await call.SendRawAsync([0, 0, 0, 0, (byte)message.Length, .. message[..10]]);
                    return;
                }

                await isRead.Task.WaitAsync(Limit);
                if (how == "cut")
                {
                    call.Cut();
                }
                else
                {
                    call.Reset();
                }
            }
        );
        using var client = Client(server);
        await using var result = await QueryAsync(client);
        var seen = new List<long>();

        var error = await Assert
            .ThrowsAsync<DominoQueryException>(async () =>
            {
                await foreach (var number in result.ReadAsync(row => row.Get<long>("n"), Stop))
                {
                    seen.Add(number);
                    if (seen.Count == 8)
                    {
                        isRead.SetResult();
                    }
                }
            })
            .WaitAsync(Limit, Stop);

        Assert.Equal(8, seen.Count);
        Assert.Contains("incomplete", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_120_no_exception_has_an_override_a_token_or_a_key_even_if_the_server_repeats_them()
    {
        await using var server = await ScriptedFlightServer.StartAsync(
            (call, _) =>
                call.EndAsync(
                    StatusCode.InvalidArgument,
                    $"login failed for ada with pw-secret-1; {System.Text.Encoding.UTF8.GetString(call.TicketBytes)} "
                        + $"{call.Metadata["x-domino-api-key"]} {call.Metadata["x-domino-jwt"]}"
                )
        );
        using var client = Client(server, options => (options.ApiKey, options.TokenService) = ("key-secret", server.Http));
        var source = await client.DataSources.GetTabularAsync("pg-basic", Stop);

        var error = await Assert.ThrowsAsync<DominoQueryException>(() =>
            source.With(new PostgreSQLConfig { Username = "ada", Password = "pw-secret-1" }).QueryAsync("SELECT 1", Stop)
        );

        Assert.Contains("login failed for ada with ***", error.Message, StringComparison.Ordinal);
        foreach (var secret in (string[])["pw-secret-1", "key-secret", "token-2"])
        {
            Assert.DoesNotContain(secret, error.ToString() + error.ServerMessage, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(60_000)]
    public async Task Case_139_error_texts_arrive_whole(int length)
    {
        var text = new string('m', length) + " 日本 100% \nsecond line";
        await using var server = await ScriptedFlightServer.StartAsync(
            (call, number) =>
                number == 0
                    ? call.EndAsync(StatusCode.Internal, text)
                    : call.EndAsync(StatusCode.Internal, text, ("x-arrow-status", "5"), ("x-arrow-status-message-bin", text))
        );
        using var client = Client(server);

        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<DominoQueryException>(() => QueryAsync(client));
            Assert.Equal(text, error.ServerMessage);
        }
    }

    [Fact]
    public async Task A_dictionary_that_the_server_leaves_out_is_an_error()
    {
        var folder = SharedData.Require("arrow");
        var messages = IpcMessages.Split(await File.ReadAllBytesAsync(Path.Combine(folder, "dictionary.arrow"), Stop));
        await using var server = await ScriptedFlightServer.StartAsync([messages[0], messages[^1]]);
        using var client = Client(server);
        await using var result = await QueryAsync(client);

        var error = await Assert.ThrowsAsync<DominoQueryException>(() => ToListAsync(result.ReadBatchesAsync(Stop)));

        Assert.Contains("could not be read", error.Message, StringComparison.Ordinal);
    }
}
