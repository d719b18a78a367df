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
        await using var unknown = new OneWay(new MemoryStream([1, 2, 3]));
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

    private sealed class OneWay(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
