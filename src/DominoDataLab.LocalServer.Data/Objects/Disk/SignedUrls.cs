using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DominoDataLab.LocalServer.Hosting;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Data.Objects.Disk;

/// <summary>Makes and checks the addresses of objects on the server's disk. An address works without a key until it expires.</summary>
/// <remarks>The secret is in memory only, so the addresses also end with the server.</remarks>
internal sealed class SignedUrls(ServerAddress server, TimeProvider time)
{
    public const string Root = "/local/objects/";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    public string Create(string sourceId, string path, bool isWritable)
    {
        var expires = time.GetUtcNow().Add(Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var operation = isWritable ? "write" : "read";
        var signature = Sign(sourceId, path, operation, expires);
        return $"{server.PublicAuthority}{Root}{sourceId}/{Escape(path)}"
            + $"?expires={expires}&operation={operation}&signature={signature}";
    }

    /// <summary>Checks the address of a request.</summary>
    /// <returns>null if the address is valid; otherwise, the reason why it is not.</returns>
    public string? Check(string sourceId, string path, IQueryCollection query, bool isWriting)
    {
        var (expires, operation, signature) = (query["expires"].ToString(), query["operation"].ToString(), query["signature"].ToString());
        if (
            !CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(Sign(sourceId, path, operation, expires)),
                Encoding.UTF8.GetBytes(signature)
            )
        )
        {
            return "The signature is not valid. Request a new URL for the object.";
        }

        if (
            !long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            || end < time.GetUtcNow().ToUnixTimeSeconds()
        )
        {
            return "The URL has expired. Request a new one for the object.";
        }

        return operation == (isWriting ? "write" : "read") ? null : $"The URL is valid for another operation: {operation}.";
    }

    /// <summary>Escapes each segment of a key. Slashes stay.</summary>
    public static string Escape(string key) => string.Join('/', key.Split('/').Select(Uri.EscapeDataString));

    private string Sign(string sourceId, string path, string operation, string expires) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{operation}\n{expires}\n{sourceId}\n{path}")));
}
