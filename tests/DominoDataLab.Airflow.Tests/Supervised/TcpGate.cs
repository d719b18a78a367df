using System.Net;
using System.Net.Sockets;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>
/// Forwards a port of this machine to a server, and can be away for a while: its listener and all connections are closed then.
/// </summary>
internal sealed class TcpGate : IAsyncDisposable
{
    private readonly Uri _target;
    private readonly int _port;
    private readonly List<TcpClient> _connections = [];
    private readonly Lock _gate = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public TcpGate(Uri target)
    {
        _target = target;
        Open();
        _port = ((IPEndPoint)_listener!.LocalEndpoint).Port;
    }

    public string Address => $"http://127.0.0.1:{_port}";

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, _port) { ExclusiveAddressUse = false };
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async Task CloseAsync()
    {
        _listener!.Stop();
        lock (_gate)
        {
            _connections.ForEach(connection => connection.Dispose());
            _connections.Clear();
        }

        await _accepting;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _listener!.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                _ = ForwardAsync(client);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The gate is closed.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var server = new TcpClient();
        lock (_gate)
        {
            _connections.Add(client);
            _connections.Add(server);
        }

        try
        {
            await server.ConnectAsync(_target.Host, _target.Port);
            await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side has left, or the gate is closed.
        }

        client.Dispose();
    }
}
