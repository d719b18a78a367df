using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DominoDataLab.Client.Tests.Wire;

/// <summary>
/// A server of a few lines that keeps what arrives byte for byte and answers as told: it plays the parts that a real Domino can't be asked
/// to play.
/// </summary>
internal sealed class RawEndpoint : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<RawRequest> _requests = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly TaskCompletionSource<RawRequest> _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<RawRequest, RawReply> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private long _bytesSent;

    public RawEndpoint(Func<RawRequest, RawReply> answer, X509Certificate2? certificate = null)
    {
        (_answer, _certificate) = (answer, certificate);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"{(_certificate is null ? "http" : "https")}://localhost:{Port}";

    public IReadOnlyList<RawRequest> Requests => [.. _requests];

    /// <summary>The bytes of bodies that clients took, or that wait for them in the system.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>The first request, when it has come.</summary>
    public Task<RawRequest> Arrived => _arrived.Task;

    /// <summary>Ends when a client has closed a connection that was left without an answer.</summary>
    public Task Closed => _closed.Task;

    public DominoClient Connect(Action<DominoClientOptions>? configure = null)
    {
        var options = new DominoClientOptions
        {
            Host = Address,
            ApiKey = "the-key",
            MaxRetries = 0,
        };
        configure?.Invoke(options);
        return new DominoClient(options);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception e)
            when (e is OperationCanceledException or SocketException || (e is InvalidOperationException && _end.IsCancellationRequested))
        {
            // The endpoint is being disposed of, and the listener says so in one of these ways.
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using var socket = connection;
        try
        {
            await using Stream stream = _certificate is null ? socket.GetStream() : new SslStream(socket.GetStream());
            if (stream is SslStream secure)
            {
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
            }

            while (await ReadAsync(stream) is { } request)
            {
                _requests.Enqueue(request);
                _arrived.TrySetResult(request);
                var reply = _answer(request);
                if (ReferenceEquals(reply, RawReply.Cut))
                {
                    return;
                }

                if (ReferenceEquals(reply, RawReply.Silence))
                {
                    await stream.CopyToAsync(Stream.Null, _end.Token);
                    _closed.TrySetResult();
                    return;
                }

                await WriteAsync(stream, reply);
                if (reply.MissingBytes > 0 || reply.TellsNoLength)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The client has gone; for a silent connection that is what a test waits for.
            _closed.TrySetResult();
        }
        catch (Exception e) when (e is OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // Disposed of, or a client that did not like the certificate.
        }
    }

    private async Task<RawRequest?> ReadAsync(Stream stream)
    {
        if (await ReadLineAsync(stream) is not { } first)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(stream) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            // A header that comes twice must not hide behind its twin.
            var name = line[..colon];
            var value = line[(colon + 1)..].TrimStart(' ');
            headers[name] = headers.TryGetValue(name, out var other) ? other + "\n" + value : value;
        }

        var body = new MemoryStream();
        if (headers.TryGetValue("Content-Length", out var length))
        {
            await CopyAsync(stream, body, int.Parse(length, CultureInfo.InvariantCulture));
        }
        else if (headers.ContainsKey("Transfer-Encoding"))
        {
            while (int.Parse((await ReadLineAsync(stream))!, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
            {
                await CopyAsync(stream, body, size);
                await ReadLineAsync(stream);
            }

            await ReadLineAsync(stream);
        }

        var parts = first.Split(' ');
        return new RawRequest(parts[0], parts[1], headers, body.ToArray());
    }

    private async Task CopyAsync(Stream from, Stream to, int count)
    {
        var buffer = new byte[count];
        await from.ReadExactlyAsync(buffer, _end.Token);
        await to.WriteAsync(buffer, _end.Token);
    }

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _end.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }

    private async Task WriteAsync(Stream stream, RawReply reply)
    {
        var length = reply.TellsNoLength ? "Connection: close" : $"Content-Length: {reply.Body.Length + reply.MissingBytes}";
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} Told\r\n{length}\r\n");
        if (reply.ContentType is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {reply.ContentType}\r\n");
        }

        foreach (var (name, value) in reply.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), _end.Token);
        for (var time = 0; time < reply.Times; time++)
        {
            await stream.WriteAsync(reply.Body, _end.Token);
            Interlocked.Add(ref _bytesSent, reply.Body.Length);
        }

        await stream.FlushAsync(_end.Token);
    }
}
