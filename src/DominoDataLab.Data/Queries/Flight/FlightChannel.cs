using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using DominoDataLab.Client.Http;
using Grpc.Net.Client;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>Builds the HTTP/2 channel to the data source proxy.</summary>
internal static class FlightChannel
{
    private const int KeepAliveSeconds = 60;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    public static GrpcChannel Create(FlightLocation location, string? certificateAuthorityFile)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = 4 << 20,
#pragma warning disable CA2262 // Kilobytes are meant: the error texts of servers travel up to three times in the trailers.
            MaxResponseHeadersLength = 512,
#pragma warning restore CA2262
            UseCookies = false,
            // Cleartext HTTP/2 does not pass through an HTTP proxy.
            UseProxy = location.Address.Scheme == Uri.UriSchemeHttps,
            Proxy = EnvironmentProxy.Read(),
            // With a callback, the channel leaves reconnecting to the handler, and does not refuse calls for a while after a failure.
            ConnectCallback = (context, cancellationToken) =>
                location.SocketPath is { } path
                    ? ConnectAsync(
                        new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
                        new UnixDomainSocketEndPoint(path),
                        cancellationToken
                    )
                    : ConnectAsync(TcpSocket(), context.DnsEndPoint, cancellationToken),
        };
        if (certificateAuthorityFile is not null)
        {
            handler.SslOptions.CertificateChainPolicy = TrustOnly(certificateAuthorityFile);
        }

        // A record batch is one message, and batches may have any size.
        var options = new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
        };
        return GrpcChannel.ForAddress(location.Address, options);
    }

    // A query may run for long without a byte; TCP's own probes notice if the other side has gone.
    private static Socket TcpSocket()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        return socket;
    }

    private static async ValueTask<Stream> ConnectAsync(Socket socket, EndPoint endPoint, CancellationToken cancellationToken)
    {
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static X509ChainPolicy TrustOnly(string certificateAuthorityFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(certificateAuthorityFile);
        return policy;
    }
}
