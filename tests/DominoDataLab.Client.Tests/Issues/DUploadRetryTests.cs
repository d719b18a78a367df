using System.Net;
using System.Net.Sockets;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Tests.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-UPLOAD-RETRY: chunks were repeated for 25 minutes after errors that can't pass, tests not at all.</summary>
public sealed class DUploadRetryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    public async Task What_can_not_pass_is_not_repeated(int status)
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        endpoint.Answer(UploadStandIn.Send, """{"message":"no"}""", status);
        var error = await Assert.ThrowsAnyAsync<DominoApiException>(() => endpoint.UploadAsync(tree.Path));
        Assert.Equal(((HttpStatusCode)status, 1), (error.StatusCode, endpoint.Count(UploadStandIn.Send)));
        Assert.Equal(0, endpoint.Count(UploadStandIn.End));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_may_pass_is_repeated(int status)
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        endpoint.AnswerInTurn(UploadStandIn.Send, RawReply.Json("{}", status), RawReply.Json("{}", status), RawReply.Json("", 200));
        Assert.Equal(1, (await endpoint.UploadAsync(tree.Path)).FilesTransferred);
        Assert.Equal((3, 1), (endpoint.Count(UploadStandIn.Send), endpoint.Count(UploadStandIn.End)));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_test_is_repeated_too(int status)
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        endpoint.Answer(UploadStandIn.Send, "{}", 503);
        endpoint.AnswerInTurn(UploadStandIn.Test, RawReply.Json("{}", status), RawReply.Json("{}", 200));
        Assert.Equal(1, (await endpoint.UploadAsync(tree.Path)).FilesTransferred);
        Assert.Equal((1, 2), (endpoint.Count(UploadStandIn.Send), endpoint.Count(UploadStandIn.Test)));
    }

    [Fact]
    public async Task A_test_that_is_refused_is_the_end()
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        endpoint.Answer(UploadStandIn.Send, "{}", 503);
        endpoint.Answer(UploadStandIn.Test, "{}", 403);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await Assert.ThrowsAsync<DominoApiException>(() => endpoint.UploadAsync(tree.Path))).StatusCode
        );
        Assert.Equal((1, 1), (endpoint.Count(UploadStandIn.Send), endpoint.Count(UploadStandIn.Test)));
    }

    [Fact]
    public async Task The_number_of_repetitions_is_the_one_that_was_asked_for()
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        await using var endpoint = UploadStandIn.Open();
        endpoint.Answer(UploadStandIn.Send, "{}", 503);
        await Assert.ThrowsAsync<DominoApiException>(() =>
            endpoint.UploadAsync(tree.Path, new() { Collision = CollisionPolicy.Overwrite, MaxRetries = 2 })
        );
        Assert.Equal(3, endpoint.Count(UploadStandIn.Send));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_connection_and_a_time_out_are_repeated(bool timeOut)
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        var silent = new TaskCompletionSource();
        var failures = 1;
        await using var endpoint = new RawEndpoint(request =>
        {
            if (!request.Target.Contains("/file?", StringComparison.Ordinal) || Interlocked.Decrement(ref failures) < 0)
            {
                return request.Target.Contains("/test?", StringComparison.Ordinal) ? new RawReply(204, []) : RawReply.Json("\"key\"");
            }

            silent.SetResult();
            return timeOut ? RawReply.Silence : RawReply.Cut;
        });
        var clock = new FakeTimeProvider();
        using var client = endpoint.Connect(options => options.TimeProvider = clock);
        var upload = client.Datasets.Files.UploadAsync(
            UploadStandIn.Dataset,
            tree.Path,
            new() { Collision = CollisionPolicy.Overwrite, MaxRetries = 1 },
            Ct
        );
        await silent.Task.WaitAsync(Ct);
        if (timeOut)
        {
            clock.Advance(TimeSpan.FromSeconds(101));
        }

        Assert.Equal(1, (await upload).FilesTransferred);
        Assert.Equal(2, endpoint.Requests.Count(request => request.Target.Contains("/file?", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_host_that_can_not_be_reached_is_tried_as_often_as_was_asked_and_no_oftener_and_each_time_is_logged()
    {
        using var tree = new TemporaryTree(("a.csv", "1"));
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        var clock = new SkippingClock();
        using var log = new LogCollector();
        using var client = new DominoClient(
            new()
            {
                Host = $"http://127.0.0.1:{port}",
                ApiKey = "k",
                MaxRetries = 4,
                TimeProvider = clock,
            },
            loggerFactory: log
        );
        await Assert.ThrowsAsync<DominoConnectionException>(() =>
            client.Datasets.Files.UploadAsync(
                UploadStandIn.Dataset,
                tree.Path,
                new() { Collision = CollisionPolicy.Overwrite, MaxRetries = 3 },
                Ct
            )
        );

        // The first retry follows at once.
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], clock.Pauses);
        Assert.Equal(
            3,
            log.Entries.Count(entry =>
                entry.Level == LogLevel.Information && entry.Text.Contains("could not be reached", StringComparison.Ordinal)
            )
        );
    }
}
