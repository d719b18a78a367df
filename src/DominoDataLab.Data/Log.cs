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

    [LoggerMessage(3, LogLevel.Information, "list_keys {datasource_id} {prefix} {page_size}")]
    public static partial void ListKeys(ILogger logger, string datasource_id, string prefix, int page_size);

    [LoggerMessage(4, LogLevel.Information, "get_key_url {datasource_id} {object_key}")]
    public static partial void GetKeyUrl(ILogger logger, string datasource_id, string object_key);

    [LoggerMessage(5, LogLevel.Information, "execute {datasource_id} {query}")]
    public static partial void Execute(ILogger logger, string datasource_id, string query);

    [LoggerMessage(6, LogLevel.Information, "get_dataset {dataset_name}")]
    public static partial void GetDataset(ILogger logger, string dataset_name);

    [LoggerMessage(7, LogLevel.Information, "get_volume {volume_name}")]
    public static partial void GetVolume(ILogger logger, string volume_name);

    [LoggerMessage(8, LogLevel.Information, "list_files {dataset_unique_name} {prefix} {page_size}")]
    public static partial void ListFiles(ILogger logger, string dataset_unique_name, string prefix, int page_size);

    [LoggerMessage(9, LogLevel.Information, "get_file_url {dataset_unique_name} {file_name}")]
    public static partial void GetFileUrl(ILogger logger, string dataset_unique_name, string file_name);

    [LoggerMessage(10, LogLevel.Information, "list_volumes {offset} {limit}")]
    public static partial void ListVolumes(ILogger logger, int? offset, int? limit);

    [LoggerMessage(11, LogLevel.Information, "list_snapshots {offset} {limit} {volume_unique_name}")]
    public static partial void ListSnapshots(ILogger logger, int? offset, int? limit, string volume_unique_name);

    [LoggerMessage(20, LogLevel.Warning, "No token: {Reason}")]
    public static partial void TokenUnavailable(ILogger logger, string reason);

    [LoggerMessage(
        21,
        LogLevel.Warning,
        "The certificate of a GenericS3Config storage is not verified; set VerifyGenericS3Certificate to verify it"
    )]
    public static partial void CertificateUnverified(ILogger logger);

    [LoggerMessage(22, LogLevel.Warning, "A transfer could not be reported: {Reason}")]
    public static partial void MetricFailed(ILogger logger, string reason);
}
