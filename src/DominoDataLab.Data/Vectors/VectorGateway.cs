using DominoDataLab.Client;

namespace DominoDataLab.Data.Vectors;

/// <summary>The settings that a vector database's own client needs to reach a Domino data source through the Data API gateway.</summary>
/// <remarks>Making one sends no request. Give <see cref="Host"/> and <see cref="ApiKey"/> to the vendor's client, and send
/// <see cref="Headers"/> with every request, for instance with a <see cref="VectorGatewayHandler"/>.</remarks>
/// <param name="Host">The address of the gateway.</param>
/// <param name="ApiKey">The API key that the vendor's client insists on. The gateway ignores it.</param>
/// <param name="Headers">The headers to send with every request.</param>
public sealed record VectorGateway(string Host, string ApiKey, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Gets the settings for a Pinecone data source. The gateway's address is <c>DOMINO_DATA_API_GATEWAY</c>, or else
    /// <c>http://127.0.0.1:8766</c>.</summary>
    /// <param name="dataSource">The name of the data source.</param>
    /// <param name="index">The name of an index. If null, the settings are for operations on the database itself.</param>
    public static VectorGateway Pinecone(string dataSource, string? index = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataSource);
        var headers = new Dictionary<string, string> { ["X-Domino-Datasource"] = dataSource };
        if (index is not null)
        {
            headers["X-Domino-Pinecone-Index"] = index;
        }

        return new VectorGateway(Variable.Read("DOMINO_DATA_API_GATEWAY") ?? DominoDataClientOptions.DefaultGateway, "domino", headers);
    }
}
