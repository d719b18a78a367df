using System.Buffers;
using System.Text;
using System.Text.Json;
using DominoDataLab.LocalServer.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Writes each exchange as one line of JSON, without headers that could hold a credential.</summary>
internal sealed class ExchangeRecorder : IAsyncDisposable
{
    private const int MaxBodyBytes = 256 * 1024;
    private const long MaxFileBytes = 256L * 1024 * 1024;
    private static readonly object Injected = new();

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly FileStream _file;

    public ExchangeRecorder(string folder)
    {
        // Bodies may hold what a user keeps secret, such as the values of environment variables.
        var file = Path.Combine(folder, Ids.New() + ".jsonl");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            PrivateMode.CreateFile(file);
        }

        _file = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
    }

    /// <summary>Says that a reply is a failure that a test asked for.</summary>
    public static void MarkInjected(HttpContext context) => context.Items[Injected] = true;

    public async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2);
        var request = new Copy(context.Request.Body);
        context.Request.Body = request;
        var direct = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var reply = new Copy(direct.Stream);
        var copied = new StreamResponseBodyFeature(reply, direct);
        context.Features.Set<IHttpResponseBodyFeature>(copied);
        // What is thrown from here on, Kestrel answers.
        int? status = 500;
        try
        {
            await next(context);
            await copied.CompleteAsync();
            status = null;
        }
        finally
        {
            context.Features.Set(direct);
            if (!context.RequestAborted.IsCancellationRequested)
            {
                await WriteAsync(Line(context, target, request, status ?? context.Response.StatusCode, reply));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _turn.Dispose();
    }

    private static ArrayBufferWriter<byte> Line(HttpContext context, string[] target, Copy request, int status, Copy reply)
    {
        var line = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(line);
        json.WriteStartObject();
        json.WriteString("method", context.Request.Method);
        json.WriteString("path", target[0]);
        json.WriteString("query", target.Length > 1 ? target[1] : "");
        json.WriteString("userAgent", context.Request.Headers.UserAgent.ToString());
        WriteMessage(json, "request", context.Request.ContentType, request);
        json.WriteNumber("status", status);
        json.WriteBoolean("injected", context.Items.ContainsKey(Injected));
        WriteMessage(json, "reply", context.Response.ContentType, reply);
        json.WriteEndObject();
        json.Flush();
        line.Write("\n"u8);
        return line;
    }

    private static void WriteMessage(Utf8JsonWriter json, string name, string? contentType, Copy body)
    {
        json.WriteStartObject(name);
        json.WriteString("contentType", contentType);
        json.WriteNumber("length", body.Count);
        if (
            body.Count is > 0 and <= MaxBodyBytes
            && contentType is not null
            && (
                contentType.Contains("json", StringComparison.OrdinalIgnoreCase)
                || contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            json.WriteString("body", Encoding.UTF8.GetString(body.Kept.WrittenSpan));
        }

        json.WriteEndObject();
    }

    private async Task WriteAsync(ArrayBufferWriter<byte> line)
    {
        await _turn.WaitAsync();
        try
        {
            if (_file.Length + line.WrittenCount <= MaxFileBytes)
            {
                await _file.WriteAsync(line.WrittenMemory);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A stream that keeps the beginning of what passes through it.</summary>
    private sealed class Copy(Stream inner) : Stream
    {
        public ArrayBufferWriter<byte> Kept { get; } = new();

        public long Count { get; private set; }

        public override bool CanRead => inner.CanRead;

        public override bool CanWrite => inner.CanWrite;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            Keep(buffer.Span[..count]);
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            Keep(buffer.AsSpan(offset, read));
            return read;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Keep(buffer.Span);
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count)
        {
            Keep(buffer.AsSpan(offset, count));
            inner.Write(buffer, offset, count);
        }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Keep(ReadOnlySpan<byte> bytes)
        {
            Count += bytes.Length;
            if (Count <= MaxBodyBytes)
            {
                Kept.Write(bytes);
            }
        }
    }
}
