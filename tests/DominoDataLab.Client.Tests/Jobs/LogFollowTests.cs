using System.Globalization;
using System.Text.Json.Nodes;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Jobs;

/// <summary>Following a log against a server whose ways of paging are chosen.</summary>
public sealed class LogFollowTests
{
    private const string JobId = "a00000000000000000000001";
    private const string Route = $"GET /v4/jobs/{JobId}/logsWithProblemSuggestions";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<bool, int, int, bool> Servers => new([true, false], [1, 2, 3, 5, 100], [1, 2, 100], [true, false]);

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Every_line_comes_once_and_in_order(bool inclusive, int pageSize, int growth, bool fails)
    {
        // Runs of one nanosecond, longer than a page, with equal lines and empty ones among them.
        long[] times =
        [
            5,
            6,
            6,
            6,
            6,
            6,
            7,
            8,
            8,
            1_543_538_813_745_986_325,
            1_543_538_813_745_986_325,
            1_543_538_813_745_986_325,
            1_543_538_813_745_986_326,
        ];
        var log = times
            .Select(
                (time, i) =>
                    new LogLine(
                        time,
                        i % 3 == 0 ? LogType.Stderr : LogType.Stdout,
                        i % 4 == 3 ? ""
                            : i % 4 == 2 ? "same"
                            : $"line {i}"
                    )
            )
            .ToList();
        await using var server = new RecordedEndpoint();
        var requests = 0;
        server.Answer(
            Route,
            request =>
            {
                requests++;
                return fails && requests % 3 == 0
                    ? RawReply.Json("{}", 503)
                    : Page(log, Math.Min(log.Count, requests * growth), inclusive, pageSize, request);
            }
        );
        using var client = server.Connect(new SkippingClock());
        Assert.Equal(log, await ReadAsync(client.Jobs.StreamLogsAsync(JobId, cancellationToken: Ct)));
    }

    [Fact]
    public async Task A_log_that_is_complete_for_the_server_is_read_to_its_end_through_small_pages()
    {
        var log = Enumerable.Range(1, 9).Select(i => new LogLine(i, LogType.Stdout, $"{i}")).ToList();
        await using var server = new RecordedEndpoint();
        server.Answer(Route, request => Page(log, log.Count, inclusive: true, 2, request, alwaysComplete: true));
        using var client = server.Connect(new SkippingClock());
        Assert.Equal(log, await ReadAsync(client.Jobs.StreamLogsAsync(JobId, new LogOptions { Follow = false }, Ct)));
    }

    [Fact]
    public async Task Without_following_a_log_that_is_not_complete_ends_where_it_is()
    {
        var log = Enumerable.Range(1, 3).Select(i => new LogLine(i, LogType.Stdout, $"{i}")).ToList();
        await using var server = new RecordedEndpoint();
        server.Answer(Route, request => Page(log, 2, inclusive: false, 100, request));
        using var client = server.Connect(new SkippingClock());
        Assert.Equal(
            ["1", "2"],
            (await ReadAsync(client.Jobs.StreamLogsAsync(JobId, new LogOptions { Follow = false }, Ct))).Select(line => line.Text)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task A_tail_is_the_last_of_the_lines_that_are_there_and_all_that_follow(int tail)
    {
        var log = Enumerable.Range(1, 8).Select(i => new LogLine(i, LogType.Stdout, $"{i}")).ToList();
        await using var server = new RecordedEndpoint();
        var seenAll = false;
        server.Answer(
            Route,
            request =>
            {
                // The last three are written when the first five were read to their end.
                var visible = seenAll ? 8 : 5;
                seenAll |= request.Query("latestTimeNano") == "4";
                return Page(log, visible, inclusive: false, 2, request, alwaysComplete: false);
            }
        );
        using var client = server.Connect(new SkippingClock());
        Assert.Equal(
            log.Skip(Math.Max(0, 5 - tail)),
            await ReadAsync(client.Jobs.StreamLogsAsync(JobId, new LogOptions { Tail = tail }, Ct))
        );
    }

    [Fact]
    public async Task The_type_that_was_chosen_is_asked_for()
    {
        await using var server = new RecordedEndpoint();
        server.Answer(Route, request => Page([], 0, inclusive: false, 10, request));
        using var client = server.Connect();
        Assert.Empty(await ReadAsync(client.Jobs.StreamLogsAsync(JobId, new LogOptions { Type = LogType.PrepareOutput }, Ct)));
        Assert.Equal("prepareoutput", server.Only(Route).Query("logType"));
    }

    [Fact]
    public async Task A_failure_that_stays_ends_the_sequence_with_an_exception()
    {
        await using var server = new RecordedEndpoint();
        using var client = server.Connect(new SkippingClock());
        await Assert.ThrowsAnyAsync<DominoApiException>(() => ReadAsync(client.Jobs.StreamLogsAsync(JobId, cancellationToken: Ct)));
        server.Answer(Route, "{}", status: 503);
        await Assert.ThrowsAnyAsync<DominoApiException>(() =>
            ReadAsync(client.Jobs.StreamLogsAsync(JobId, new LogOptions { MaxTransientErrors = 2 }, Ct))
        );
        Assert.Equal(1 + 3, server.Count(Route));
    }

    [Fact]
    public async Task Cancelling_throws()
    {
        await using var server = new RecordedEndpoint();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        server.Answer(
            Route,
            request =>
            {
                cancelled.Cancel();
                return Page(
                    [new LogLine(1, LogType.Stdout, "1")],
                    1,
                    inclusive: false,
                    10,
                    request,
                    alwaysComplete: false,
                    neverComplete: true
                );
            }
        );
        using var client = server.Connect();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ReadAsync(client.Jobs.StreamLogsAsync(JobId, cancellationToken: cancelled.Token))
        );
    }

    private static RawReply Page(
        List<LogLine> log,
        int visible,
        bool inclusive,
        int pageSize,
        RawRequest request,
        bool alwaysComplete = false,
        bool neverComplete = false
    )
    {
        var cursor = long.Parse(request.Query("latestTimeNano")!, CultureInfo.InvariantCulture);
        var body = log.Take(visible)
            .Where(line => inclusive ? line.TimestampNanoseconds >= cursor : line.TimestampNanoseconds > cursor)
            .Skip(int.Parse(request.Query("offset")!, CultureInfo.InvariantCulture))
            .ToList();
        var page = body.Take(pageSize).ToList();
        return RawReply.Json(
            new JsonObject
            {
                ["logset"] = new JsonObject
                {
                    ["logContent"] = new JsonArray([
                        .. page.Select(line =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["timestamp"] = line.TimestampNanoseconds,
                                    ["logType"] = line.Type.Value,
                                    ["log"] = line.Text + "\n",
                                    ["size"] = line.Text.Length + 1,
                                }
                        ),
                    ]),
                    ["isComplete"] = !neverComplete && (alwaysComplete || (visible == log.Count && page.Count == body.Count)),
                    ["pagination"] = new JsonObject { ["limit"] = pageSize, ["offset"] = 0 },
                },
            }.ToJsonString()
        );
    }

    private static async Task<List<LogLine>> ReadAsync(IAsyncEnumerable<LogLine> lines)
    {
        var read = new List<LogLine>();
        await foreach (var line in lines)
        {
            read.Add(line);
        }

        return read;
    }
}
