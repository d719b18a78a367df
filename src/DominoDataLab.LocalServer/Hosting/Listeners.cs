using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>The listeners at the server's address: the one of Domino's API, and those that features add.</summary>
internal static class Listeners
{
    /// <exception cref="ArgumentException">The address or the public URL is not valid, or the connection would not be
    /// protected.</exception>
    public static void Check(LocalDominoOptions options)
    {
        if (!IPAddress.TryParse(options.Address, out var address))
        {
            throw new ArgumentException(
                $"'{options.Address}' is not a valid IP address. To listen on this machine only, use 127.0.0.1.",
                nameof(options)
            );
        }

        if (options.PublicUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")))
        {
            throw new ArgumentException(
                $"'{url}' is not a valid public URL. Use a URL such as https://domino.example.com.",
                nameof(options)
            );
        }

        if (!IPAddress.IsLoopback(address) && options.CertificateFile is null && !options.AllowInsecure)
        {
            throw new ArgumentException(
                $"Listening on {options.Address} without TLS would send API keys over the network unprotected. Set a certificate "
                    + "(--certificate, CertificateFile), or allow it (--insecure, AllowInsecure) where the network itself is trusted.",
                nameof(options)
            );
        }
    }

    public static void Add(KestrelServerOptions kestrel, LocalDominoOptions options) => Add(kestrel, options, options.Port, _ => { });

    /// <summary>Adds a listener at the server's address, which speaks TLS if the server does.</summary>
    public static void Add(KestrelServerOptions kestrel, LocalDominoOptions options, int port, Action<ListenOptions> configure)
    {
        var certificate = options.CertificateFile is { } file ? Load(file, options) : null;
        kestrel.Listen(
            IPAddress.Parse(options.Address),
            port,
            listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }

                configure(listen);
            }
        );
    }

    /// <summary>Reads a PFX file, or a PEM file with its key in the same file or one beside it.</summary>
    private static X509Certificate2 Load(string file, LocalDominoOptions options)
    {
        try
        {
            var certificate = Path.GetExtension(file).ToUpperInvariant() is ".PFX" or ".P12"
                ? X509CertificateLoader.LoadPkcs12FromFile(file, options.CertificatePassword)
                : LoadPem(file, options);
            return certificate.HasPrivateKey
                ? certificate
                : throw new InvalidOperationException(
                    $"The certificate '{file}' has no private key. Use a PFX file, or a PEM file with its key."
                );
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOperationException(
                $"The certificate '{file}' could not be read: {e.Message} Check the file, its key and its password.",
                e
            );
        }
    }

    private static X509Certificate2 LoadPem(string file, LocalDominoOptions options)
    {
        var beside = Path.ChangeExtension(file, ".key");
        var key = options.CertificateKeyFile ?? (File.Exists(beside) ? beside : file);
        return options.CertificatePassword is { } password
            ? X509Certificate2.CreateFromEncryptedPemFile(file, password, key)
            : X509Certificate2.CreateFromPemFile(file, key);
    }
}
