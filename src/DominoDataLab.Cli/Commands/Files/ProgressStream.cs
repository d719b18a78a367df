using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary>A local file that reports how much of it was read.</summary>
internal sealed class ProgressStream(string path, IProgress<TransferProgress>? progress, TimeProvider time) : Stream
{
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    private readonly long _started = time.GetTimestamp();

    public override bool CanRead => true;

    public override bool CanSeek => _file.CanSeek;

    public override bool CanWrite => false;

    public override long Length => _file.Length;

    public override long Position
    {
        get => _file.Position;
        set => _file.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _file.ReadAsync(buffer, cancellationToken);
        if (progress is not null && _file.CanSeek)
        {
            progress.Report(new(Position, Length, Position == Length ? 1 : 0, 1, Position, time.GetElapsedTime(_started)));
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => _file.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);

    public override void Flush() => _file.Flush();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
