using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>Builds the HTTP/2 channel to the data source proxy.</summary>
internal static class FlightChannel
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(20);

    public static GrpcChannel Create(FlightLocation location, string? certificateAuthorityFile)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = 4 << 20,
            // Error texts of servers travel up to three times in the trailers.
            MaxResponseHeadersLength = 512,
            UseCookies = false,
            // Cleartext HTTP/2 does not pass through an HTTP proxy.
            UseProxy = location.Address.Scheme == Uri.UriSchemeHttps,
        };
        if (location.SocketPath is { } path)
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        }

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

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
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
