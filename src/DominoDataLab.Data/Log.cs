using Microsoft.Extensions.Logging;

namespace DominoDataLab.Data;

/// <summary>Every message that the package logs. None holds a token, a key, an override or a signed URL.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1,
        LogLevel.Information,
        "initializing datasource client with hosts: flight {flight_host}, Domino {domino_host}, proxy {proxy_host}"
    )]
    public static partial void Initialized(ILogger logger, string? flight_host, string? domino_host, string? proxy_host);

    [LoggerMessage(2, LogLevel.Information, "get_datasource {datasource_name}")]
    public static partial void GetDataSource(ILogger logger, string datasource_name);

    [LoggerMessage(20, LogLevel.Warning, "No token: {Reason}")]
    public static partial void TokenUnavailable(ILogger logger, string reason);

    [LoggerMessage(21, LogLevel.Warning, "The certificate of a GenericS3Config storage is not verified; set VerifyGenericS3Certificate to verify it")]
    public static partial void CertificateUnverified(ILogger logger);
}
