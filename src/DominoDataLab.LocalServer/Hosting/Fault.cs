using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>A failure that was asked for.</summary>
internal sealed record Fault(
    string Route,
    int Status,
    TimeSpan Delay,
    TimeSpan? RetryAfter,
    bool CutConnection,
    long? CutAfterBytes,
    bool LoseReply
)
{
    public int Left { get; set; }

    /// <summary>Carries the failure out; false if the request ends here, without being served.</summary>
    public async Task<bool> LetThroughAsync(HttpContext context, TimeProvider time)
    {
        await Task.Delay(Delay, time, context.RequestAborted);
        if (CutConnection || LoseReply || CutAfterBytes is not null || Status != 0)
        {
            ExchangeRecorder.MarkInjected(context);
        }

        if (CutConnection)
        {
            context.Abort();
            return false;
        }

        if (LoseReply || CutAfterBytes is not null)
        {
            context.Response.Body = new CutBody(context.Response.Body, LoseReply ? null : CutAfterBytes);
            if (LoseReply)
            {
                context.Response.OnStarting(() =>
                {
                    context.Abort();
                    return Task.CompletedTask;
                });
            }

            return true;
        }

        if (Status == 0)
        {
            return true;
        }

        if (RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await Reply.ErrorAsync(context, Status, "This failure was asked for.");
        return false;
    }

    /// <summary>Passes on so many bytes, then cuts the connection; null: passes on nothing at all.</summary>
    private sealed class CutBody(Stream body, long? left) : Stream
    {
        private long _left = left ?? 0;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (left is null || _left < 0)
            {
                return;
            }

            if (buffer.Length <= _left)
            {
                _left -= buffer.Length;
                await body.WriteAsync(buffer, cancellationToken);
                return;
            }

            await body.WriteAsync(buffer[..(int)_left], cancellationToken);
            await body.FlushAsync(cancellationToken);
            _left = -1;

            // Aborting could overtake the bytes that were sent; an error after them makes Kestrel close the connection behind them.
            throw new IOException("The reply is cut, as was asked for.");
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) =>
            left is null || _left < 0 ? Task.CompletedTask : body.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
