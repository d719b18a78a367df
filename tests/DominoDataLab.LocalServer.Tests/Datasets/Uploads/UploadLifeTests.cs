using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace DominoDataLab.LocalServer.Tests.Datasets.Uploads;

/// <summary>How long an upload lives, and what is left of it afterwards.</summary>
public sealed class UploadLifeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Chunks_that_were_taken_in_are_known_after_a_restart()
    {
        var chunks = TestChunk.Cut("d/x\n\"😀", new byte[4500]);
        string key;
        await using (var server = await StartAsync())
        {
            using var uploads = await UploadClient.ConnectAsync(server);
            key = await uploads.StartAsync("Overwrite", "t");
            foreach (var chunk in new[] { chunks[4], chunks[0], chunks[2] })
            {
                await uploads.SendAsync(key, chunk);
            }
        }

        await using (var server = await StartAsync())
        {
            using var uploads = await UploadClient.ConnectAsync(server);
            var known = await Task.WhenAll(chunks.Select(chunk => uploads.TestAsync(key, chunk)));
            Assert.Equal([200, 204, 200, 204, 200], known);
            Assert.Equal(204, await uploads.TestAsync(key, chunks[0] with { Checksum = new string('0', 32) }));
            Assert.Equal(200, (await uploads.SendAsync(key, chunks[1])).Status);
            Assert.Equal(200, (await uploads.SendAsync(key, chunks[3])).Status);
            Assert.Equal(200, (await uploads.EndAsync(key)).Status);
            Assert.Equal(["t/d/x\n\"😀"], uploads.Files().Keys);
        }
    }

    [Fact]
    public async Task What_was_under_way_when_the_server_died_does_not_count()
    {
        string key,
            files,
            log;
        await using (var server = await StartAsync())
        {
            using var uploads = await UploadClient.ConnectAsync(server);
            key = await uploads.StartAsync();
            await uploads.SendAsync(key, "d/whole", [1, 2, 3]);
            (files, log) = (Path.Combine(uploads.Uploads, key, "files"), Path.Combine(uploads.Uploads, key, "pieces"));
        }

        // As a kill leaves it: content of a chunk that never became whole, and half a line about one.
        Directory.CreateDirectory(Path.Combine(files, "e", "f"));
        await File.WriteAllTextAsync(Path.Combine(files, "e", "f", "half"), "ha", Ct);
        await File.AppendAllTextAsync(log, """{"Path":"e/f/half","Identifier":"4-half","Numb""", Ct);
        await using (var server = await StartAsync())
        {
            using var uploads = await UploadClient.ConnectAsync(server);
            await uploads.SendAsync(key, "g", [4]);
            Assert.Equal(200, (await uploads.EndAsync(key)).Status);
            Assert.Equal(["d/whole", "g"], uploads.Files().Keys);
            Assert.False(Directory.Exists(Path.Combine(uploads.Head, "e")));
        }
    }

    [Fact]
    public async Task A_file_that_was_restarted_with_other_chunks_is_known_after_a_server_restart()
    {
        string key;
        var content = new byte[900];
        await using (var server = await StartAsync())
        {
            using var uploads = await UploadClient.ConnectAsync(server);
            key = await uploads.StartAsync();
            await uploads.SendAsync(key, "x", content);
            var broken = TestChunk.Cut("x", [1])[0];
            Assert.Equal(400, (await uploads.SendAsync(key, broken with { Checksum = new string('0', 32) })).Status);
            foreach (var chunk in TestChunk.Cut("x", content, 300))
            {
                Assert.Equal(200, (await uploads.SendAsync(key, chunk)).Status);
            }
        }

        await using (var server = await StartAsync())
        {
            using var uploads = await UploadClient.ConnectAsync(server);
            Assert.All(
                await Task.WhenAll(TestChunk.Cut("x", content, 300).Select(chunk => uploads.TestAsync(key, chunk))),
                status => Assert.Equal(200, status)
            );
            Assert.Equal(200, (await uploads.EndAsync(key)).Status);
            Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(uploads.Head, "x"), Ct));
        }
    }

    [Fact]
    public async Task An_upload_waits_a_day_from_its_last_request_and_is_then_gone()
    {
        await using var server = await StartAsync();
        using var uploads = await UploadClient.ConnectAsync(server);
        var key = await uploads.StartAsync();
        var chunk = TestChunk.Cut("x", [1])[0];
        for (var day = 0; day < 3; day++)
        {
            _time.Advance(TimeSpan.FromHours(23));
            Assert.Equal(200, (await uploads.SendAsync(key, chunk)).Status);
        }

        var session = await uploads.Http.ReadAsync("/v4/datasetrw/snapshot/upload/" + key);
        Assert.Equal(
            (key, uploads.Dataset, _time.GetUtcNow().ToUnixTimeMilliseconds()),
            (session["uploadKey"]!.GetValue<string>(), session["datasetId"]!.GetValue<string>(), session["lastTouched"]!.GetValue<long>())
        );
        _time.Advance(TimeSpan.FromHours(24));
        var (status, text) = await uploads.SendAsync(key, chunk);
        Assert.Equal(404, status);
        Assert.Contains("waited 24 hours", text, StringComparison.Ordinal);
        Assert.Equal(404, (await uploads.EndAsync(key)).Status);
        Assert.Equal(404, (await uploads.Http.SendAsync(HttpMethod.Get, "/v4/datasetrw/snapshot/upload/" + key)).Status);

        // Either the request or the sweep of this minute has found it; the one that was first removes its files.
        await Eventually.HoldsAsync(
            () => !Directory.EnumerateFileSystemEntries(uploads.Uploads).Any(),
            "the files of the expired upload to be removed"
        );
    }

    [Fact]
    public async Task An_abandoned_upload_is_removed_also_by_the_next_server()
    {
        string key,
            other,
            folder;
        await using (var server = await StartAsync())
        {
            using var uploads = await UploadClient.ConnectAsync(server);
            (key, other) = (await uploads.StartAsync(), await uploads.StartAsync());
            await uploads.SendAsync(key, "x", [1]);
            _time.Advance(TimeSpan.FromHours(12));
            await uploads.SendAsync(other, "x", [1]);
            folder = uploads.Uploads;
        }

        await using (var server = await StartAsync())
        {
            using var uploads = await UploadClient.ConnectAsync(server);
            _time.Advance(TimeSpan.FromHours(12));
            await GoneAsync(Path.Combine(folder, key));
            Assert.Equal(200, await uploads.TestAsync(other, TestChunk.Cut("x", [1])[0]));
            Assert.Contains(
                "waited 24 hours",
                (await uploads.EndAsync(key)).Reply!["message"]!.GetValue<string>(),
                StringComparison.Ordinal
            );

            // What became of a key is forgotten a day later.
            _time.Advance(TimeSpan.FromHours(24));
            await GoneAsync(Path.Combine(folder, other));
            Assert.Contains(
                "The upload with the key",
                (await uploads.EndAsync(key)).Reply!["message"]!.GetValue<string>(),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task Ended_twice_is_ended_once_and_then_nothing_else_can_be_done()
    {
        await using var server = await StartAsync();
        using var uploads = await UploadClient.ConnectAsync(server);
        var key = await uploads.StartAsync("Rename");
        await uploads.SendAsync(key, "x", [1]);
        var (first, second) = (await uploads.EndAsync(key), await uploads.EndAsync(key));
        Assert.Equal((200, 200), (first.Status, second.Status));
        Assert.Equal(first.Reply!.ToJsonString(), second.Reply!.ToJsonString());
        Assert.Equal(["x"], uploads.Files().Keys);
        Assert.Equal(409, (await uploads.CancelAsync(key)).Status);
        Assert.Equal(409, (await uploads.SendAsync(key, TestChunk.Cut("y", [1])[0])).Status);
        Assert.Equal(409, await uploads.TestAsync(key, TestChunk.Cut("y", [1])[0]));
    }

    [Fact]
    public async Task Cancelled_twice_is_cancelled_once()
    {
        await using var server = await StartAsync();
        using var uploads = await UploadClient.ConnectAsync(server);
        var key = await uploads.StartAsync();
        Assert.Equal((200, 200), ((await uploads.CancelAsync(key)).Status, (await uploads.CancelAsync(key)).Status));
        Assert.Equal(409, (await uploads.EndAsync(key)).Status);
    }

    [Fact]
    public async Task Names_are_normalized_as_an_upload_would_write_them()
    {
        await using var server = await StartAsync();
        using var uploads = await UploadClient.ConnectAsync(server);
        var (status, names) = await uploads.Http.SendAsync(
            HttpMethod.Post,
            "/v4/datasetrw/dataset/file/normalized",
            new JsonObject { ["fileNames"] = new JsonArray("a b", "/c/d/") }.ToJsonString()
        );
        Assert.Equal(200, status);
        Assert.Equal(["a b", "c/d"], names!.AsArray().Select(name => name!.GetValue<string>()));
    }

    private Task<LocalDomino> StartAsync() =>
        LocalDomino.StartAsync(
            new LocalDominoOptions
            {
                UserName = "ada",
                DataFolder = _folder.FullName,
                TimeProvider = _time,
            },
            Ct
        );

    private static Task GoneAsync(string folder) =>
        Eventually.HoldsAsync(() => !Directory.Exists(folder), $"the folder '{folder}' to be removed");
}
