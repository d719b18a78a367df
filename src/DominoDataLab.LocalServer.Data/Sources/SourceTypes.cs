namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>The words of Domino for types of data sources and for the ways to authenticate with them.</summary>
internal static class SourceTypes
{
    /// <summary>The types of databases and of other sources that are queried.</summary>
    public static readonly IReadOnlySet<string> Tabular = Words(
        """
        BigQueryConfig ClickHouseConfig DB2Config DB2NativeConfig DatabricksConfig DruidConfig GenericJDBCConfig
          GreenplumConfig IgniteConfig
        MariaDBConfig MongoDBConfig MySQLConfig NetezzaConfig OracleConfig PalantirConfig PostgreSQLConfig RedshiftConfig SAPHanaConfig
        SQLServerConfig SingleStoreConfig SnowflakeConfig SynapseConfig TabularS3GlueConfig TeradataConfig TrinoConfig VerticaConfig
        """
    );

    /// <summary>The types for an engine that has no type of its own in Domino and can stand in for any database.</summary>
    public static readonly IReadOnlyList<string> AnyTabular = ["GenericJDBCConfig", .. Tabular.Where(type => type != "GenericJDBCConfig")];

    /// <summary>The types of sources that hold objects.</summary>
    public static readonly IReadOnlySet<string> ObjectStores = Words(
        "ADLSConfig AzureBlobStorageConfig DatasetConfig GCSConfig GenericS3Config NetAppVolumeConfig S3Config"
    );

    /// <summary>The ways to authenticate that all clients of Domino know.</summary>
    public static readonly IReadOnlySet<string> Authentication = Words(
        """
        AWSIAMBasic AWSIAMBasicNoOverride AWSIAMRole AWSIAMRoleWithUsername AzureBasic Basic CertAuth ClientIdSecret CustomDSN
          GCPBasic KeyPair
        NoAuth OAuth OAuthToken PersonalToken
        """
    );

    private static HashSet<string> Words(string text) =>
        [.. text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
