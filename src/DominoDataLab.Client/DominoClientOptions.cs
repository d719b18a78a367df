namespace DominoDataLab.Client;

/// <summary>How to reach a deployment. It is copied when a client is made; later changes have no effect.</summary>
/// <remarks>Of the credentials the first that is set counts: <see cref="Credential"/>, <see cref="ApiProxy"/>,
/// <see cref="AuthToken"/>, <see cref="TokenFile"/>, <see cref="ApiKey"/>, then the variables <c>DOMINO_API_PROXY</c>,
/// <c>DOMINO_TOKEN_FILE</c>, <c>DOMINO_USER_API_KEY</c>. Empty strings count as not set.</remarks>
public sealed class DominoClientOptions
{
    /// <summary>
    /// Address of the deployment, such as <c>https://domino.example.com</c>; a path is dropped. Default: <c>DOMINO_API_HOST</c>.
    /// </summary>
    public string? Host { get; set; }

    /// <summary>A credential of the caller's own making. Default: none.</summary>
    public DominoCredential? Credential { get; set; }

    /// <summary>API proxy, <c>host:port</c> or <c>http(s)://host:port</c>. Default: none.</summary>
    public string? ApiProxy { get; set; }

    /// <summary>Bearer token. Default: none.</summary>
    public string? AuthToken { get; set; }

    /// <summary>Path of a file with a token on its first line. Default: none.</summary>
    public string? TokenFile { get; set; }

    /// <summary>API key. Default: none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// Longest wait for a reply's head and between two reads of its body, per attempt; a body that keeps moving may take longer. More than
    /// 0, at most a day. Default 100 s.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>The number of retries of a request that can be retried, 0 to 100. Default: <c>DOMINO_MAX_RETRIES</c>, or else 4.</summary>
    public int? MaxRetries { get; set; }

    /// <summary>
    /// Gets or sets the maximum size of a JSON response in bytes, after decompression: 1024 to 1 GiB. A larger response is an
    /// <see cref="InvalidResponseException"/>. Files are not limited. Default: 64 MiB.
    /// </summary>
    public int MaxResponseSizeBytes { get; set; } = Http.ResponseReader.DefaultMaxSize;

    /// <summary>
    /// true to check the server's certificate; otherwise, false. Default: true, unless <c>DOMINO_VERIFY_CERTIFICATE</c> is <c>false</c>,
    /// <c>f</c>, <c>no</c>, <c>n</c> or <c>0</c> in any case.
    /// </summary>
    public bool? VerifyCertificate { get; set; }

    /// <summary>Path of a PEM file with the authorities to trust instead of the system's. Default: none.</summary>
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>The clock for waits and deadlines. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal DominoClientOptions Copy() => (DominoClientOptions)MemberwiseClone();
}
