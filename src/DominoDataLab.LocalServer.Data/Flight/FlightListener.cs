using System.Net;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DominoDataLab.LocalServer.Data.Flight;

/// <summary>
/// The HTTP/2 listener for Arrow Flight. Without TLS a listener can't tell HTTP/1.1 from HTTP/2, so Flight needs one of its own.
/// </summary>
internal sealed class FlightListener(LocalDataSourcesOptions data, LocalDominoOptions options, ServerAddress server)
{
    private const int WindowBytes = 4 * 1024 * 1024;
    private ListenOptions? _listener;

    /// <summary>The address that clients are told.</summary>
    public Uri Address => new UriBuilder(options.CertificateFile is null ? "grpc" : "grpc+tls", server.Public.Host, Port).Uri;

    private int Port => ((IPEndPoint)_listener!.EndPoint).Port;

    public void Listen(KestrelServerOptions kestrel)
    {
        kestrel.Limits.Http2.InitialConnectionWindowSize = WindowBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = WindowBytes;
        Listeners.Add(
            kestrel,
            options,
            data.FlightPort,
            listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                _listener = listen;
            }
        );
    }

    /// <summary>true if the request came over this listener; otherwise, false.</summary>
    public bool Received(HttpContext context) => context.Connection.LocalPort == Port;
}
