namespace DominoDataLab.LocalServer.Data.Objects.S3;

/// <summary>The address of a server that is compatible with S3.</summary>
internal static class S3Address
{
    /// <summary>Reads the setting <c>host</c>. Without a scheme it means HTTPS.</summary>
    /// <exception cref="DomainException">The setting is missing or not an address.</exception>
    public static Uri Of(IReadOnlyDictionary<string, string> config)
    {
        var host = config.GetValueOrDefault("host");
        if (string.IsNullOrWhiteSpace(host))
        {
            throw DomainException.Invalid(
                "'config.host' is missing. Set it to the address of the server, such as 'https://s3.example.com'."
            );
        }

        return
            Uri.TryCreate(host.Contains("://", StringComparison.Ordinal) ? host : "https://" + host, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            ? address
            : throw DomainException.Invalid($"Invalid host '{host}'. Use an address such as 'https://s3.example.com'.");
    }
}
