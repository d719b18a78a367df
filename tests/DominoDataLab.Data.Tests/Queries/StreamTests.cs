using Apache.Arrow;
using Apache.Arrow.Types;
using DominoDataLab.Data.Queries;
using DominoDataLab.Data.Tests.Queries.Server;

namespace DominoDataLab.Data.Tests.Queries;

/// <summary>How a result arrives.</summary>
public sealed class StreamTests : QueryTest
{
    private static readonly List<IpcMessage> Small = IpcMessages.Of(Tables.NumbersSchema, Tables.SmallBatches());

    [Fact]
    public async Task Case_111_25_rows_in_7_batches_come_in_order()
    {
        await using var server = await ScriptedFlightServer.StartAsync(Small);
        using var client = Client(server);
        await using var result = await QueryAsync(client);

        var batches = await ToListAsync(result.ReadBatchesAsync(Stop));

        Assert.Equal([4, 4, 4, 4, 4, 4, 1], batches.Select(batch => batch.Length));
        Assert.Equal(
            Enumerable.Range(0, 25).Select(n => (long)n),
            batches.SelectMany(batch => ((Int64Array)batch.Column(0)).Values.ToArray())
        );
        Assert.Equal(
            Enumerable.Range(0, 25).Select(n => $"row {n}"),
            batches.SelectMany(batch => (IReadOnlyList<string>)(StringArray)batch.Column("s"))
        );
    }

    [Fact]
    public async Task Case_111_a_result_without_rows_has_its_columns()
    {
        await using var server = await ScriptedFlightServer.StartAsync([Small[0]]);
        using var client = Client(server);
        await using var result = await QueryAsync(client);

        Assert.Equal(["n", "s"], result.Schema.FieldsList.Select(field => field.Name));
        Assert.Empty(await ToListAsync(result.ReadBatchesAsync(Stop)));
    }

    [Fact]
    public async Task Case_112_a_batch_of_72_MB_and_six_million_rows_arrive()
    {
        var schema = new Schema.Builder().Field(field => field.Name("n").DataType(Int64Type.Default)).Build();
        static RecordBatch Batch(Schema schema, int start, int count)
        {
            var values = new long[count];
            for (var i = 0; i < count; i++)
            {
                values[i] = start + i;
            }

            return new(
                schema,
                [
                    new Int64Array(
                        new ArrowBuffer(System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(values).ToArray()),
                        ArrowBuffer.Empty,
                        count,
                        0,
                        0
                    ),
                ],
                count
            );
        }

        var big = IpcMessages.Of(schema, Batch(schema, 0, 9_000_000));
        var part = IpcMessages.Of(schema, Batch(schema, 0, 60_000));
        await using var server = await ScriptedFlightServer.StartAsync(
            async (call, number) =>
            {
                await call.SendAsync(number == 0 ? big : part);
                for (var i = 1; number == 1 && i < 100; i++)
                {
                    await call.SendAsync(part[1]);
                }
            }
        );
        using var client = Client(server);

        foreach (var (rows, sum) in new[] { (9_000_000L, 40_499_995_500_000L), (6_000_000L, 100 * 1_799_970_000L) })
        {
            await using var result = await QueryAsync(client);
            var seen = (Rows: 0L, Sum: 0L);
            await foreach (var batch in result.ReadBatchesAsync(Stop))
            {
                using (batch)
                {
                    seen.Rows += batch.Length;
                    foreach (var value in ((Int64Array)batch.Column(0)).Values)
                    {
                        seen.Sum += value;
                    }
                }
            }

            Assert.Equal((rows, sum), seen);
        }
    }

    [Fact]
    public async Task Case_113_reading_a_result_twice_is_an_error()
    {
        await using var server = await ScriptedFlightServer.StartAsync(Small);
        using var client = Client(server);
        await using var result = await QueryAsync(client);
        Assert.Equal(25, (await NumbersAsync(result)).Count);

        Assert.Throws<InvalidOperationException>(() => result.ReadBatchesAsync(Stop));
        Assert.Throws<InvalidOperationException>(() => result.OpenReader());
        await Assert.ThrowsAsync<InvalidOperationException>(() => result.WriteCsvAsync("never.csv", Stop));
        Assert.False(File.Exists("never.csv"));
    }

    [Fact]
    public async Task Case_140_a_slow_server_and_gzip_of_grpc_are_no_problem_and_application_metadata_is_ignored()
    {
        var schemaMaySend = new TaskCompletionSource();
        await using var server = await ScriptedFlightServer.StartAsync(
            async (call, number) =>
            {
                if (number == 0)
                {
                    await schemaMaySend.Task.WaitAsync(Limit);
                    await call.SendBytesAsync(new IpcMessage([], []).ToFlightData([1, 2, 3]));
                    await call.SendAsync(Small[0], [1, 2]);
                    await call.SendAsync(Small.Skip(1));
                    return;
                }

                await call.UseGzipAsync();
                foreach (var message in Small)
                {
                    await call.SendBytesAsync(message.ToFlightData(), gzip: true);
                }
            }
        );
        using var client = Client(server);

        var slow = QueryAsync(client);
        Assert.False(slow.IsCompleted);
        schemaMaySend.SetResult();
        Assert.Equal(25, (await NumbersAsync(await slow)).Count);
        Assert.Equal(25, (await NumbersAsync(await QueryAsync(client))).Count);
    }

    [Fact]
    public async Task Case_141_a_result_abandoned_after_one_batch_frees_its_stream_and_the_next_query_works()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await ScriptedFlightServer.StartAsync(
            async (call, number) =>
            {
                await call.SendAsync(Small.Take(2));
                if (number == 0)
                {
                    call.Aborted.Register(aborted.SetResult);
                    await Task.Delay(Timeout.Infinite, call.Aborted);
                }
            }
        );
        using var client = Client(server);

        var result = await QueryAsync(client);
        await foreach (var batch in result.ReadBatchesAsync(Stop))
        {
            Assert.Equal(4, batch.Length);
            break;
        }

        await aborted.Task.WaitAsync(Limit, Stop);
        Assert.Equal(4, (await NumbersAsync(await QueryAsync(client))).Count);
    }

    [Fact]
    public async Task Cancelling_before_the_schema_and_while_reading_stops_the_server()
    {
        var aborted = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        var arrived = new TaskCompletionSource();
        await using var server = await ScriptedFlightServer.StartAsync(
            async (call, number) =>
            {
                call.Aborted.Register(aborted[number].SetResult);
                if (number == 0)
                {
                    arrived.SetResult();
                }
                else
                {
                    await call.SendAsync(Small.Take(2));
                }

                await Task.Delay(Timeout.Infinite, call.Aborted);
            }
        );
        using var client = Client(server);
        var source = await client.DataSources.GetTabularAsync("pg-basic", Stop);

        using var early = new CancellationTokenSource();
        var query = source.QueryAsync("SELECT 1", early.Token);
        await arrived.Task.WaitAsync(Limit, Stop);
        await early.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.WaitAsync(Limit, Stop));
        await aborted[0].Task.WaitAsync(Limit, Stop);

        using var late = new CancellationTokenSource();
        await using var result = await source.QueryAsync("SELECT 1", Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in result.ReadBatchesAsync(late.Token))
            {
                await late.CancelAsync();
            }
        });
        await aborted[1].Task.WaitAsync(Limit, Stop);
    }

    [Fact]
    public async Task A_token_that_ends_after_the_schema_does_not_end_the_reading()
    {
        var isCancelled = new TaskCompletionSource();
        await using var server = await ScriptedFlightServer.StartAsync(
            async (call, _) =>
            {
                await call.SendAsync(Small[0]);
                await isCancelled.Task.WaitAsync(Limit);
                await call.SendAsync(Small.Skip(1));
            }
        );
        using var client = Client(server);
        var source = await client.DataSources.GetTabularAsync("pg-basic", Stop);
        using var start = new CancellationTokenSource();

        await using var result = await source.QueryAsync("SELECT 1", start.Token);
        await start.CancelAsync();
        isCancelled.SetResult();

        Assert.Equal(25, (await NumbersAsync(result)).Count);
    }

    [Fact]
    public async Task A_server_whose_rows_are_not_read_has_to_wait()
    {
        var sent = 0;
        var large = IpcMessages.Of(Tables.NumbersSchema, Tables.Numbers(0, 20_000));
        var waits = new TaskCompletionSource();
        await using var server = await ScriptedFlightServer.StartAsync(
            async (call, _) =>
            {
                await call.SendAsync(large[0]);
                for (var i = 0; i < 400; i++)
                {
                    var send = call.SendAsync(large[1]);
                    if (await Task.WhenAny(send, Task.Delay(TimeSpan.FromSeconds(1))) != send)
                    {
                        waits.TrySetResult();
                    }

                    await send;
                    sent++;
                }
            }
        );
        using var client = Client(server);
        await using var result = await QueryAsync(client);

        await waits.Task.WaitAsync(Limit, Stop);
        Assert.InRange(sent, 1, 300);
        Assert.Equal(400 * 20_000, (await NumbersAsync(result)).Count);
    }
}
