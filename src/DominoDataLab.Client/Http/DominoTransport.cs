using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace DominoDataLab.Client.Http;

/// <summary>Makes the handler beneath the sender. Redirects are the sender's, so that a credential never follows one elsewhere.</summary>
internal static class DominoTransport
{
    public static SocketsHttpHandler Create(DominoClientOptions options, bool verifyCertificate)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            // No operation needs cookies, and one that is malformed would break every later request.
            UseCookies = false,
            ConnectTimeout = options.Timeout,
            Proxy = EnvironmentProxy.Read(),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (!verifyCertificate)
        {
#pragma warning disable CA5359 // The user asked for it, by name, and is warned in the log.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (options.CertificateAuthorityFile is { Length: > 0 } file)
        {
            var authorities = new X509Certificate2Collection();
            try
            {
                authorities.ImportFromPemFile(file);
            }
            catch (Exception e)
                when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
            {
                throw new DominoException($"The certificate authorities in '{file}' cannot be read: {e.Message}", e);
            }

            if (authorities.Count == 0)
            {
                throw new DominoException($"'{file}' contains no certificates. Use a file with one or more certificates in PEM format.");
            }

            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return handler;
    }
}
