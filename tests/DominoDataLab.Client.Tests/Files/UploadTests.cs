using System.Diagnostics;
using System.Text;
using DominoDataLab.Client.Files;
using DominoDataLab.Client.Tests.Wire;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Client.Tests.Files;

public sealed class UploadTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_of_known_length_is_announced_and_one_of_unknown_length_is_sent_in_pieces()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("PUT /v1/projects/ada/p/a%20b.bin", """{"path":"a b.bin","size":3}""", status: 201);
        using var client = server.Connect();
        var files = client.Project("ada/p").Files;
        using var known = new MemoryStream([9, 9, 1, 2, 3]) { Position = 2 };
        var uploaded = await files.UploadAsync(known, "a b.bin", cancellationToken: Ct);
        await using var unknown = new OneWayStream(new MemoryStream([1, 2, 3]));
        await files.UploadAsync(unknown, "/a b.bin", cancellationToken: Ct);
        Assert.Equal((1, 3), (uploaded.FilesTransferred, uploaded.BytesTransferred));
        Assert.Equal(["3", null], server.Requests.Select(request => request.Header("Content-Length")));
        Assert.All(server.Requests, request => Assert.Equal([1, 2, 3], request.Body));
        Assert.All(server.Requests, request => Assert.Null(request.Header("Content-Type")));
    }

    [Fact]
    public async Task Every_source_of_one_file_takes_the_same_options_and_reports_progress()
    {
        using var folder = new LocalCopy().With("local", "from a file");
        var project = await domino.NewProjectAsync(Ct);
        await CheckAsync("from a file", options => project.Files.UploadAsync(folder.At("local"), "a", options, Ct));
        await CheckAsync("a stream", options => project.Files.UploadAsync(new OneWayStream(Bytes("a stream")), "a", options, Ct));
        await CheckAsync("seekable", options => project.Files.UploadAsync(Bytes("seekable"), "a", options, Ct));
        await CheckAsync("bytes", options => project.Files.UploadAsync("bytes"u8.ToArray(), "a", options, Ct));
        await CheckAsync("täxt", options => project.Files.UploadTextAsync("täxt", "a", options, Ct));

        async Task CheckAsync(string content, Func<ProjectUploadOptions, Task<TransferResult>> upload)
        {
            var completed = new List<TransferredFile>();
            var progress = new SyncSafetyTests.LastReport();
            var options = new ProjectUploadOptions
            {
                Folder = "/in/deep/",
                Progress = progress,
                FileCompleted = completed.Add,
            };
            var result = await upload(options);
            var size = Encoding.UTF8.GetByteCount(content);
            Assert.Equal((1, 0, size), (result.FilesTransferred, result.FilesSkipped, result.BytesTransferred));
            Assert.Equal(
                (size, size, 1, 1),
                (progress.Last.BytesDone, progress.Last.BytesTotal, progress.Last.FilesDone, progress.Last.FilesTotal)
            );
            Assert.Equal([new("in/deep/a", size, TransferOutcome.Transferred)], completed);
            Assert.Equal(content, await SyncTests.ReadAsync(project, "in/deep/a"));
        }

        static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public async Task A_pipe_is_uploaded_and_read_only_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows has no named pipes in folders.");
        using var folder = new LocalCopy();
        using (var made = Process.Start("mkfifo", folder.At("pipe")))
        {
            await made.WaitForExitAsync(Ct);
        }

        await using var server = new RawEndpoint(_ => RawReply.Json("{}", 503));
        using var client = server.Connect(options => (options.MaxRetries, options.TimeProvider) = (4, new SkippingClock()));

        // Each end waits for the other one when it is opened.
        var writer = Task.Run(() => File.WriteAllText(folder.At("pipe"), "once"), Ct);
        await Assert.ThrowsAsync<DominoApiException>(() => client.Project("ada/p").Files.UploadAsync(folder.At("pipe"), "a", null, Ct));
        await writer;
        Assert.Equal("once"u8.ToArray(), Assert.Single(server.Requests, request => request.Method == "PUT").Body);
    }

    [Fact]
    public async Task A_folder_is_listed_with_and_without_a_slash_at_its_end()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.UploadAsync([1], "data/a.txt", cancellationToken: Ct);
        await project.Files.UploadAsync([1], "database.txt", cancellationToken: Ct);
        Assert.Equal("data/a.txt", Assert.Single(await project.Files.ListAsync("data", cancellationToken: Ct).ToListAsync(Ct)).Path);
        Assert.Equal("data/a.txt", Assert.Single(await project.Files.ListAsync("/data/", cancellationToken: Ct).ToListAsync(Ct)).Path);
    }

    [Fact]
    public async Task A_local_file_that_cannot_be_read_is_named_and_is_not_reported_as_a_lost_connection()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a file that opens and can't be read.");
        await using var endpoint = new RawEndpoint(_ => RawReply.Cut);
        using var client = endpoint.Connect(options => (options.MaxRetries, options.TimeProvider) = (4, new SkippingClock()));
        var error = await Assert.ThrowsAnyAsync<DominoException>(() =>
            client.Project("ada/p").Files.UploadAsync("/proc/self/mem", "f", cancellationToken: Ct)
        );
        Assert.IsNotType<DominoConnectionException>(error);
        Assert.StartsWith("'/proc/self/mem' can't be read: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }
}
