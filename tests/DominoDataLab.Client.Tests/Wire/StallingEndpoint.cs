using System.Net;
using System.Net.Sockets;

namespace DominoDataLab.Client.Tests.Wire;

/// <summary>Answers with the first byte of ten and then stands still.</summary>
internal sealed class StallingEndpoint : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public StallingEndpoint()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync(_end.Token);
            await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx"u8.ToArray(), _end.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }
}
