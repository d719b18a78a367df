using System.Text.Json.Serialization;
using DominoDataLab.Client.Json;

namespace DominoDataLab.Data.DataSources;

/// <summary>The type of a data source, as Domino writes it. A type that this version does not know keeps its name.</summary>
/// <param name="Value">The name as the server writes it.</param>
[JsonConverter(typeof(OpenWordConverter<DataSourceType>))]
public readonly record struct DataSourceType(string Value) : IOpenWord<DataSourceType>
{
    /// <summary>Gets the word as the server writes it. The word of a default value is empty.</summary>
    public string Value
    {
        get => field ?? "";
        init;
    } = Value;

    private static readonly HashSet<string> ObjectStores =
    [
        "ADLSConfig",
        "AzureBlobStorageConfig",
        "DatasetConfig",
        "GCSConfig",
        "GenericS3Config",
        "NetAppVolumeConfig",
        "S3Config",
    ];

    private static readonly HashSet<string> Databases =
    [
        "BigQueryConfig",
        "ClickHouseConfig",
        "DatabricksConfig",
        "DB2Config",
        "DB2NativeConfig",
        "DruidConfig",
        "GenericJDBCConfig",
        "GreenplumConfig",
        "IgniteConfig",
        "MariaDBConfig",
        "MongoDBConfig",
        "MySQLConfig",
        "NetezzaConfig",
        "OracleConfig",
        "PalantirConfig",
        "PostgreSQLConfig",
        "RedshiftConfig",
        "SAPHanaConfig",
        "SingleStoreConfig",
        "SnowflakeConfig",
        "SQLServerConfig",
        "SynapseConfig",
        "TabularS3GlueConfig",
        "TeradataConfig",
        "TrinoConfig",
        "VerticaConfig",
    ];

    /// <summary>Gets whether data sources of this type can be queried.</summary>
    [JsonIgnore]
    public bool IsTabular => Value is not null && Databases.Contains(Value);

    /// <summary>Gets whether data sources of this type hold objects.</summary>
    [JsonIgnore]
    public bool IsObjectStore => Value is not null && ObjectStores.Contains(Value);

    internal static DataSourceType Adls { get; } = new("ADLSConfig");

    internal static DataSourceType AzureBlob { get; } = new("AzureBlobStorageConfig");

    internal static DataSourceType Gcs { get; } = new("GCSConfig");

    internal static DataSourceType GenericS3 { get; } = new("GenericS3Config");

    internal static DataSourceType NetAppVolume { get; } = new("NetAppVolumeConfig");

    internal static DataSourceType S3 { get; } = new("S3Config");

    internal static IEnumerable<string> KnownNames => Databases.Concat(ObjectStores);

    /// <summary>Returns the name.</summary>
    public override string ToString() => Value;

    static DataSourceType IOpenWord<DataSourceType>.From(string value) => new(value);
}
