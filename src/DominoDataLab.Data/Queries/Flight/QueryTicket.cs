using System.Text.Json;
using System.Text.Json.Serialization;

namespace DominoDataLab.Data.Queries.Flight;

/// <summary>The query that is sent to the data source proxy.</summary>
internal sealed class QueryTicket
{
    [JsonPropertyName("datasourceId")]
    public required string DataSourceId { get; init; }

    [JsonPropertyName("sqlQuery")]
    public required string Statement { get; init; }

    /// <summary>Settings that replace the data source's own for this query.</summary>
    [JsonPropertyName("configOverwrites")]
    public required IReadOnlyDictionary<string, string> ConfigOverrides { get; init; }

    /// <summary>Credentials that replace the data source's own for this query.</summary>
    [JsonPropertyName("credentialOverwrites")]
    public required IReadOnlyDictionary<string, string> CredentialOverrides { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, QueryJsonContext.Default.QueryTicket);
}

[JsonSerializable(typeof(QueryTicket))]
internal sealed partial class QueryJsonContext : JsonSerializerContext;
