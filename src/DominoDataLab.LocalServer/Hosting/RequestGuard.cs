using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace DominoDataLab.LocalServer.Hosting;

/// <summary>Lets in who has the key and asks for this host; everybody else gets a refusal that says why.</summary>
internal sealed class RequestGuard(string apiKey, bool loopbackOnly)
{
    private readonly byte[] _key = Hash(apiKey);

    public string? Refuse(HttpContext context, out int status)
    {
        // A page in a browser can make a name of its own point at this machine; its requests still carry that name.
        var host = context.Request.Host.Host.Trim('[', ']');
        if (loopbackOnly && !string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
        {
            status = 403;
            return $"This server answers on localhost only, not to the host name '{host}'.";
        }

        status = 401;
        if (context.Request.Path.Value == "/version")
        {
            return null;
        }

        string? given = context.Request.Headers["X-Domino-Api-Key"];
        string? authorization = context.Request.Headers.Authorization;
        if (given is null && authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true)
        {
            given = authorization[7..];
        }

        return given is null ? "The request has no credential: send the key in the header X-Domino-Api-Key."
            : CryptographicOperations.FixedTimeEquals(Hash(given.Trim()), _key) ? null
            : "The key is not that of this server; it lies in the file 'api-key' of its data folder.";
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
