using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;

namespace DominoDataLab.LocalServer.Tests.Files;

/// <summary>Alone, because it measures the memory of the whole process.</summary>
[CollectionDefinition(nameof(LargeFileTests), DisableParallelization = true)]
[Collection(nameof(LargeFileTests))]
public sealed class LargeFileTests(LocalServerFixture domino)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_file_goes_in_and_out_without_being_held_in_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads the peak from /proc.");
        const long Size = 256L * 1024 * 1024;
        var project = await domino.Api.NewProjectAsync();
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5", Ct);
        var before = Peak();
        using (var content = new StreamContent(new Noise(Size)))
        using (var reply = await project.PutAsync("large.bin", content))
        {
            Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        }

        var head = await project.HeadAsync();
        await using (
            var got = await domino.Api.Http.GetStreamAsync(
                new Uri($"/api/projects/v1/projects/{project.Id}/files/{head}/large.bin/content", UriKind.Relative),
                Ct
            )
        )
        {
            Assert.Equal(await SHA256.HashDataAsync(new Noise(Size), Ct), await SHA256.HashDataAsync(got, Ct));
        }

        var grown = Peak() - before;
        Assert.True(grown < Size / 2, $"The process grew by {grown >> 20} MiB for a file of {Size >> 20} MiB.");
    }

    private static long Peak() =>
        1024
        * long.Parse(
            File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture
        );

    /// <summary>Bytes without a pattern, the same each time.</summary>
    private sealed class Noise(long size) : Stream
    {
        private readonly Random _random = new(1);
        private long _left = size;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count / sizeof(int) * sizeof(int), _left);
            for (var i = 0; i < read; i += sizeof(int))
            {
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(offset + i), _random.Next());
            }

            _left -= read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
