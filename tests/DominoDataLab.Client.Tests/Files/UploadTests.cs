using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Files;

public sealed class UploadTests(DominoFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_of_known_length_is_announced_and_one_of_unknown_length_is_sent_in_pieces()
    {
        await using var server = new RecordedEndpoint();
        server.Answer("PUT /v1/projects/ada/p/a%20b.bin", """{"path":"a b.bin","size":5,"lastModified":1700000000000}""", status: 201);
        using var client = server.Connect();
        var files = client.Project("ada/p").Files;
        using var known = new MemoryStream([9, 9, 1, 2, 3]) { Position = 2 };
        var uploaded = await files.UploadAsync("a b.bin", known, Ct);
        await using var unknown = new OneWayStream(new MemoryStream([1, 2, 3]));
        await files.UploadAsync("/a b.bin", unknown, Ct);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000000000), uploaded.LastModifiedAt);
        Assert.Equal(["3", null], server.Requests.Select(request => request.Header("Content-Length")));
        Assert.All(server.Requests, request => Assert.Equal([1, 2, 3], request.Body));
        Assert.All(server.Requests, request => Assert.Null(request.Header("Content-Type")));
    }

    [Fact]
    public async Task A_folder_is_listed_with_and_without_a_slash_at_its_end()
    {
        var project = await domino.NewProjectAsync(Ct);
        await project.Files.UploadAsync("data/a.txt", new MemoryStream([1]), Ct);
        await project.Files.UploadAsync("database.txt", new MemoryStream([1]), Ct);
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
            client.Project("ada/p").Files.UploadAsync("f", "/proc/self/mem", Ct)
        );
        Assert.IsNotType<DominoConnectionException>(error);
        Assert.StartsWith("'/proc/self/mem' can't be read: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(endpoint.Requests);
    }
}
