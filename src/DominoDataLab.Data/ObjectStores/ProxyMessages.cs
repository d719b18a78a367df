using System.Text.Json.Serialization;

namespace DominoDataLab.Data.ObjectStores;

/// <summary>Asks for the keys of an object store.</summary>
internal sealed record ListKeysRequest(
    string DatasourceId,
    string Prefix,
    IReadOnlyDictionary<string, string> ConfigOverwrites,
    IReadOnlyDictionary<string, string> CredentialOverwrites,
    [property: JsonPropertyName("page_size")] int PageSize
);

/// <summary>Asks for the signed URL of an object.</summary>
internal sealed record KeyUrlRequest(
    string DatasourceId,
    bool IsReadWrite,
    string ObjectKey,
    IReadOnlyDictionary<string, string> ConfigOverwrites,
    IReadOnlyDictionary<string, string> CredentialOverwrites
);

/// <summary>Why the proxy refused a request.</summary>
internal sealed record ProxyError(string? ErrorType, string? SubType, string? RawError);
