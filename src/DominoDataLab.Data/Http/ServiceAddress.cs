using DominoDataLab.Client;
using DominoDataLab.Client.Http;

namespace DominoDataLab.Data.Http;

/// <summary>Makes the address of a request to a service from the address that was configured.</summary>
internal static class ServiceAddress
{
    /// <summary>Appends a path, which is already escaped and may have a query.</summary>
    /// <exception cref="DominoException">The service's address is missing or is not an HTTP address.</exception>
    public static Uri Join(string? address, string pathAndQuery, string service, string? setting = null)
    {
        if (string.IsNullOrWhiteSpace(address))
        {
            throw new DominoException(
                $"The address of the {service} is not set. Set {setting} to an address such as https://domino.example.com."
            );
        }

        var text = address.Trim();
        text = (text.EndsWith('/') ? text[..^1] : text) + pathAndQuery;
        return
            Uri.TryCreate(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.Host.Length > 0
            ? uri
            : throw new DominoException(
                $"The address of the {service} is not valid: it must begin with http:// or https:// and name a host, as in "
                    + $"https://domino.example.com."
            );
    }

    /// <summary>Shows a configured address without a user's name and password.</summary>
    public static string? Show(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0
            ? uri.GetComponents(UriComponents.HttpRequestUrl & ~UriComponents.UserInfo, UriFormat.UriEscaped).TrimEnd('/')
            : address;

    /// <summary>Reads a signed URL. It is used to the byte: normalizing it would break its signature.</summary>
    /// <returns>The address, or null if the text is not an HTTP URL.</returns>
    public static Uri? Signed(string? url) =>
        Uri.TryCreate(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : null;
}
