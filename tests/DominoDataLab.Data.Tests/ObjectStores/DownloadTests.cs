using System.Globalization;
using DominoDataLab.Client;
using DominoDataLab.Data.ObjectStores;
using DominoDataLab.Data.Tests.Server;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.Data.Tests.ObjectStores;

/// <summary>Downloads to files in parallel parts.</summary>
public sealed class DownloadTests : DataTest
{
    private const string Storage = "/storage/k";
    private const int Part = 4096;

    private string Target => Path.Combine(Folder, "target");

    [Theory]
    [InlineData(10, 2, "0-1 2-3 4-5 6-7 8-10")]
    [InlineData(10, 3, "0-2 3-5 6-8 9-10")]
    [InlineData(10, 5, "0-4 5-10")]
    [InlineData(10, 6, "0-5 6-10")]
    [InlineData(10, 11, "0-10")]
    [InlineData(7, 4, "0-3 4-7")]
    [InlineData(8, 4, "0-3 4-8")]
    public async Task Case_072_parts_of_an_object_that_ends_there(int end, int step, string parts)
    {
        await DownloadAsync(Bytes(end + 1), new() { PartSize = step, MaxConcurrency = 1 });
        Assert.Equal(parts.Split(' '), Ranges().Skip(1).Select(range => range["bytes=".Length..]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task Case_073_an_object_of_many_parts_arrives_complete(int workers)
    {
        await DownloadAsync(Bytes(21_821), new() { PartSize = 1024, MaxConcurrency = workers });
        Assert.Equal(Bytes(21_821), await File.ReadAllBytesAsync(Target, Stop));
        Assert.Equal(23, Ranges().Count);
        Assert.InRange(Server.Script.To(Storage).Select(request => request.Connection).Distinct().Count(), 1, workers);
        Assert.Equal([Target], Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData(100, "0-0 0-99")]
    [InlineData(16_777_216, "0-0 0-16777215")]
    [InlineData(16_777_217, "0-0 0-16777216")]
    [InlineData(16_777_218, "0-0 0-16777215 16777216-16777217")]
    [InlineData(33_554_433, "0-0 0-16777215 16777216-33554432")]
    [InlineData(33_555_433, "0-0 0-16777215 16777216-33554431 33554432-33555432")]
    public async Task Case_127_ranges_by_the_size_of_the_object(int size, string ranges)
    {
        var content = Bytes(size);
        await DownloadAsync(content, new());
        Assert.Equal(ranges.Split(' '), Ranges().Select(range => range["bytes=".Length..]).Order(StringComparer.Ordinal));
        Assert.All(Server.Script.To(Storage), request => Assert.Equal("identity", request["Accept-Encoding"]));
        var arrived = await File.ReadAllBytesAsync(Target, Stop);
        Assert.True(content.AsSpan().SequenceEqual(arrived));
    }

    [Theory]
    [InlineData(416, "bytes */0", "")]
    [InlineData(416, "bytes */0", "<Error>InvalidRange</Error>")]
    [InlineData(416, null, "")]
    [InlineData(200, null, "")]
    public async Task Case_128_an_empty_object_is_an_empty_file(int status, string? range, string body)
    {
        Server.Objects["k"] = [];
        await File.WriteAllTextAsync(Target, "old", Stop);
        Server.Script.Next(
            "GET",
            Storage,
            async (context, request) =>
            {
                context.Response.Headers.ContentRange = range;
                await ScriptedServer.Text(body, status)(context, request);
            }
        );
        await DownloadAsync(null, new());
        Assert.Empty(await File.ReadAllBytesAsync(Target, Stop));
    }

    public static TheoryData<string> Failures() => [.. Rows.Keys];

    // Each row of the table of failures: what happens to the second of three parts, always.
    private static readonly Dictionary<string, Answer> Rows = new()
    {
        ["500 with a short text"] = ScriptedServer.Text("oops", 500),
        ["403"] = ScriptedServer.Text("<Error><Code>AccessDenied</Code></Error>", 403),
        ["cut in the middle"] = async (context, _) =>
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {Part}-{(2 * Part) - 1}/{3 * Part}";
            context.Response.ContentLength = Part;
            await context.Response.Body.WriteAsync(new byte[100]);
            await context.Response.Body.FlushAsync();
            context.Abort();
        },
        ["closed without an answer"] = ScriptedServer.Close(),
        ["200 with the whole object"] = (context, _) => context.Response.Body.WriteAsync(Bytes(3 * Part)).AsTask(),
        ["too short"] = async (context, _) =>
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {Part}-{(2 * Part) - 1}/{3 * Part}";
            await context.Response.Body.WriteAsync(new byte[100]);
        },
        ["another part"] = (context, request) =>
            DataServer.SendAsync(
                context,
                request with
                {
                    Headers = new Dictionary<string, string> { ["Range"] = "bytes=0-4095" },
                },
                Bytes(3 * Part)
            ),
        ["gzip announced"] = async (context, request) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await DataServer.SendAsync(context, request, Bytes(3 * Part));
        },
        ["another size"] = async (context, _) =>
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {Part}-{(2 * Part) - 1}/{4 * Part}";
            await context.Response.Body.WriteAsync(new byte[Part]);
        },
        ["another version"] = async (context, request) =>
        {
            context.Response.Headers.ETag = "\"2\"";
            await DataServer.SendAsync(context, request, Bytes(3 * Part));
        },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Case_074_and_129_a_part_that_goes_wrong_fails_the_download_and_leaves_the_old_file(string failure)
    {
        var clock = new HastyClock();
        Server.Objects["k"] = Bytes(3 * Part);
        await File.WriteAllTextAsync(Target, "old", Stop);
        Server.Script.On(
            "GET",
            Storage,
            async (context, request) =>
            {
                context.Response.Headers.ETag = "\"1\"";
                await DataServer.SendAsync(context, request, Server.Objects["k"]);
            }
        );
        Server.Script.On(request => request["Range"] == $"bytes={Part}-{(2 * Part) - 1}", Rows[failure]);
        var download = DownloadAsync(null, new() { PartSize = Part, MaxRetries = 2 }, clock);
        var error = await Assert.ThrowsAnyAsync<DominoException>(() => clock.RunAsync(download));
        Assert.DoesNotContain("signature", error.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("old", await File.ReadAllTextAsync(Target, Stop));
        Assert.Equal([Target], Directory.GetFileSystemEntries(Folder));
        Assert.Empty(Server.Script.To("/objectstore/metric"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Case_129_a_connection_that_is_closed_up_to_three_times_does_not_matter(int times)
    {
        var clock = new HastyClock();
        Server.Objects["k"] = Bytes(3 * Part);
        var left = times;
        Server.Script.On(
            request => request["Range"] == $"bytes={Part}-{(2 * Part) - 1}",
            (context, request) =>
                Interlocked.Decrement(ref left) >= 0
                    ? ScriptedServer.Close()(context, request)
                    : DataServer.SendAsync(context, request, Bytes(3 * Part))
        );
        await clock.RunAsync(DownloadAsync(null, new() { PartSize = Part }, clock));
        Assert.Equal(Bytes(3 * Part), await File.ReadAllBytesAsync(Target, Stop));
    }

    [Theory]
    [InlineData(403, null)]
    [InlineData(404, null)]
    [InlineData(416, "bytes */100")]
    public async Task Case_129_a_probe_that_is_refused_fails_the_download(int status, string? range)
    {
        Server.Script.On(
            "GET",
            Storage,
            (context, _) =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers.ContentRange = range;
                return Task.CompletedTask;
            }
        );
        var error = await Assert.ThrowsAsync<DominoApiException>(() => DownloadAsync(null, new()));
        Assert.Equal(status, (int)error.StatusCode);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(206, "bytes 0-0/*")]
    public async Task Case_129_a_storage_without_ranges_sends_the_whole_object(int status, string? range)
    {
        var content = Bytes(3 * Part);
        Server.Script.On(
            "GET",
            Storage,
            async (context, request) =>
            {
                var isProbe = request["Range"] is not null;
                context.Response.StatusCode = isProbe ? status : 200;
                context.Response.Headers.ContentRange = isProbe ? range : null;
                await context.Response.Body.WriteAsync(isProbe && status == 206 ? content.AsMemory(0, 1) : content);
            }
        );
        await DownloadAsync(null, new() { PartSize = Part });
        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Stop));
    }

    [Fact]
    public async Task Case_129_gzip_that_is_announced_wrongly_fails_the_download()
    {
        Server.Script.On(
            "GET",
            Storage,
            async (context, request) =>
            {
                context.Response.Headers.ContentEncoding = "gzip";
                await DataServer.SendAsync(context, request, Bytes(3 * Part));
            }
        );
        await Assert.ThrowsAnyAsync<DominoException>(() => DownloadAsync(null, new() { PartSize = Part, MaxRetries = 0 }));
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public async Task A_redirect_of_a_part_is_followed_without_the_credential()
    {
        await using var elsewhere = await DataServer.StartAsync();
        elsewhere.Objects["k"] = Bytes(100);
        Server.Script.On(
            "GET",
            Storage,
            (context, _) =>
            {
                context.Response.Redirect(elsewhere.Address + Storage + "?moved=1", permanent: false, preserveMethod: true);
                return Task.CompletedTask;
            }
        );
        Server.Add("s", "GCSConfig");
        using var client = Server.Client(options => options.Token = "token-1");
        var store = (await client.DataSources.GetObjectStoreAsync("s", Stop)).WithStorageAuthentication();
        await store.DownloadAsync("k", Target, cancellationToken: Stop);
        Assert.Equal(Bytes(100), await File.ReadAllBytesAsync(Target, Stop));
        Assert.All(Server.Script.To(Storage), request => Assert.Equal("Bearer token-1", request["Authorization"]));
        Assert.All(elsewhere.Script.Requests, request => Assert.Null(request["Authorization"]));
    }

    [Fact]
    public async Task A_download_that_failed_is_resumed_if_the_object_is_the_same()
    {
        var isBroken = true;
        Server.Script.On(
            "GET",
            Storage,
            async (context, request) =>
            {
                context.Response.Headers.ETag = "\"1\"";
                if (isBroken && request["Range"]!.StartsWith($"bytes={2 * Part}-", StringComparison.Ordinal))
                {
                    context.Response.StatusCode = 403;
                    return;
                }

                await DataServer.SendAsync(context, request, Bytes(3 * Part));
            }
        );
        var options = new ObjectDownloadOptions
        {
            PartSize = Part,
            Resume = true,
            MaxConcurrency = 1,
        };
        await Assert.ThrowsAsync<DominoApiException>(() => DownloadAsync(null, options));
        Assert.False(File.Exists(Target));
        isBroken = false;
        var before = Ranges().Count;
        await DownloadAsync(null, options);
        Assert.Equal(Bytes(3 * Part), await File.ReadAllBytesAsync(Target, Stop));
        Assert.Equal(["bytes=0-0", $"bytes={2 * Part}-{(3 * Part) - 1}"], Ranges().Skip(before));
        Assert.Equal([Target], Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public async Task A_download_that_failed_begins_again_if_the_object_has_changed()
    {
        var (version, isBroken, size) = (1, true, 3 * Part);
        byte[] Content() => [.. Bytes(size).Select(each => (byte)(each + version))];
        Server.Script.On(
            "GET",
            Storage,
            async (context, request) =>
            {
                context.Response.Headers.ETag = $"\"{version}\"";
                if (isBroken && request["Range"]!.StartsWith($"bytes={2 * Part}-", StringComparison.Ordinal))
                {
                    context.Response.StatusCode = 403;
                    return;
                }

                await DataServer.SendAsync(context, request, Content());
            }
        );
        var options = new ObjectDownloadOptions
        {
            PartSize = Part,
            Resume = true,
            MaxConcurrency = 1,
        };
        await Assert.ThrowsAsync<DominoApiException>(() => DownloadAsync(null, options));
        (version, isBroken) = (2, false);
        await DownloadAsync(null, options);
        Assert.Equal(Content(), await File.ReadAllBytesAsync(Target, Stop));
    }

    [Fact]
    public async Task Cancelling_ends_the_download_and_leaves_nothing()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Server.Objects["k"] = Bytes(3 * Part);
        Server.Script.On(
            request => request["Range"] == $"bytes={Part}-{(2 * Part) - 1}",
            async (context, _) =>
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        );
        Server.Add("s", "S3Config");
        using var client = Server.Client();
        var store = await client.DataSources.GetObjectStoreAsync("s", Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            store.DownloadAsync("k", Target, new() { PartSize = Part }, cancel.Token)
        );
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public async Task Progress_ends_at_the_size_of_the_object()
    {
        var reports = new List<long>();
        await DownloadAsync(Bytes(10_000), new() { PartSize = 1000, Progress = new Sink(reports) });
        Assert.Equal(10_000, reports[^1]);
        Assert.Equal(reports.Order(), reports);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(257, 1, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(1, 1, -1)]
    public async Task Options_out_of_range_are_refused_before_anything_is_sent(int workers, int part, int retries)
    {
        var options = new ObjectDownloadOptions
        {
            MaxConcurrency = workers,
            PartSize = part,
            MaxRetries = retries,
        };
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => DownloadAsync(null, options));
        Assert.Empty(Server.Script.To("/objectstore/key"));
    }

    private List<string> Ranges() => [.. Server.Script.To(Storage).Select(request => request["Range"]!)];

    private async Task DownloadAsync(byte[]? content, ObjectDownloadOptions options, HastyClock? clock = null)
    {
        if (content is not null)
        {
            Server.Objects["k"] = content;
        }

        Server.Add("s", "S3Config");
        using var client = Server.Client(each =>
        {
            if (clock is not null)
            {
                each.TimeProvider = clock.Time;
                each.DominoTimeout = each.ProxyTimeout = each.StorageTimeout = each.TransferTimeout = TimeSpan.FromHours(9);
            }
        });
        var store = await client.DataSources.GetObjectStoreAsync("s", Stop);
        await store.DownloadAsync("k", Target, options, Stop);
    }

    private sealed class Sink(List<long> reports) : IProgress<Client.Transfers.TransferProgress>
    {
        public void Report(Client.Transfers.TransferProgress value) => reports.Add(value.BytesDone);
    }
}
