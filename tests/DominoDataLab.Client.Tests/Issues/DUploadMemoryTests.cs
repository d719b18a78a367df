using System.Collections.Concurrent;
using System.Globalization;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Tests.Wire;

namespace DominoDataLab.Client.Tests.Issues;

/// <summary>D-UPLOAD-MEMORY: each chunk was held two or three times, and files were read twice.</summary>
public sealed class DUploadMemoryTests
{
    private const int ChunkSize = 64 << 10;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_pieces_are_held_than_are_sent_at_once_and_each_byte_is_read_once(int concurrency)
    {
        const int Size = (40 * ChunkSize) + 1;
        await using var content = new CountingStream(new byte[Size]);
        long accepted = 0;
        var held = new ConcurrentQueue<long>();
        await using var endpoint = UploadStandIn.Open();
        endpoint.Answer(
            UploadStandIn.Send,
            request =>
            {
                // The server has it before the client knows, so the client holds it still.
                held.Enqueue(content.BytesRead - Interlocked.Read(ref accepted));
                Interlocked.Add(ref accepted, int.Parse(request.Query("resumableCurrentChunkSize")!, CultureInfo.InvariantCulture));
                return RawReply.Json("");
            }
        );
        using var client = endpoint.Connect();
        await client.Datasets.Files.UploadAsync(
            UploadStandIn.Dataset,
            content,
            "large.bin",
            new()
            {
                Collision = CollisionPolicy.Overwrite,
                ChunkSize = ChunkSize,
                MaxConcurrency = concurrency,
            },
            Ct
        );
        Assert.Equal(41, held.Count);
        Assert.InRange(held.Max(), 1, concurrency * ChunkSize);
        Assert.Equal(Size, content.BytesRead);
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        private long _bytesRead;

        public long BytesRead => Interlocked.Read(ref _bytesRead);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            Interlocked.Add(ref _bytesRead, count);
            return count;
        }
    }
}
