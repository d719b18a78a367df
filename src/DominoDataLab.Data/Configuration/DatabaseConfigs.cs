namespace DominoDataLab.Data.Configuration;

/// <summary>Settings and credentials for ClickHouse.</summary>
public sealed record ClickHouseConfig : UserPasswordConfig;

/// <summary>Settings and credentials for Db2.</summary>
public sealed record DB2Config : UserPasswordConfig;

/// <summary>Settings and credentials for Druid.</summary>
public sealed record DruidConfig : UserPasswordConfig;

/// <summary>Settings and credentials for a database behind a generic JDBC driver.</summary>
public sealed record GenericJDBCConfig : UserPasswordConfig;

/// <summary>Settings and credentials for Greenplum.</summary>
public sealed record GreenplumConfig : UserPasswordConfig;

/// <summary>Settings and credentials for Ignite.</summary>
public sealed record IgniteConfig : UserPasswordConfig;

/// <summary>Settings and credentials for MariaDB.</summary>
public sealed record MariaDBConfig : UserPasswordConfig;

/// <summary>Settings and credentials for MongoDB.</summary>
public sealed record MongoDBConfig : UserPasswordConfig;

/// <summary>Settings and credentials for Netezza.</summary>
public sealed record NetezzaConfig : UserPasswordConfig;

/// <summary>Settings and credentials for SAP HANA.</summary>
public sealed record SAPHanaConfig : UserPasswordConfig;

/// <summary>Settings and credentials for SingleStore.</summary>
public sealed record SingleStoreConfig : UserPasswordConfig;

/// <summary>Settings and credentials for Azure Synapse.</summary>
public sealed record SynapseConfig : UserPasswordConfig;

/// <summary>Settings and credentials for Teradata.</summary>
public sealed record TeradataConfig : UserPasswordConfig;

/// <summary>Settings and credentials for Vertica.</summary>
public sealed record VerticaConfig : UserPasswordConfig;

/// <summary>Settings and credentials for Db2 through its native driver.</summary>
public sealed record DB2NativeConfig : UserPasswordConfig
{
    /// <summary>Gets the name of the database.</summary>
    public string? Database
    {
        get => Setting("database");
        init => SetSetting("database", value);
    }

    /// <summary>Gets the data source name.</summary>
    public string? Dsn
    {
        get => Credential("dsn");
        init => SetCredential("dsn", value);
    }
}

/// <summary>Settings and credentials for MySQL.</summary>
public sealed record MySQLConfig : AwsDatabaseConfig;

/// <summary>Settings and credentials for Oracle.</summary>
public sealed record OracleConfig : UserPasswordConfig
{
    /// <summary>Gets the name of the database.</summary>
    public string? Database
    {
        get => Setting("database");
        init => SetSetting("database", value);
    }

    /// <summary>Gets the client certificate in PEM form.</summary>
    public string? ClientCert
    {
        get => Credential("clientCert");
        init => SetCredential("clientCert", value);
    }

    /// <summary>Gets the private key of the client certificate in PEM form.</summary>
    public string? ClientKey
    {
        get => Credential("clientKey");
        init => SetCredential("clientKey", value);
    }

    /// <summary>Gets the certificate of the authority to trust, in PEM form.</summary>
    public string? CaCert
    {
        get => Credential("caCert");
        init => SetCredential("caCert", value);
    }
}

/// <summary>Settings and credentials for PostgreSQL.</summary>
public sealed record PostgreSQLConfig : AwsDatabaseConfig
{
    /// <summary>Gets the client certificate in PEM form.</summary>
    public string? ClientCert
    {
        get => Credential("clientCert");
        init => SetCredential("clientCert", value);
    }

    /// <summary>Gets the private key of the client certificate in PEM form.</summary>
    public string? ClientKey
    {
        get => Credential("clientKey");
        init => SetCredential("clientKey", value);
    }

    /// <summary>Gets the certificate of the authority to trust, in PEM form.</summary>
    public string? CaCert
    {
        get => Credential("caCert");
        init => SetCredential("caCert", value);
    }
}

/// <summary>Settings and credentials for Amazon Redshift.</summary>
public sealed record RedshiftConfig : AwsDatabaseConfig;

/// <summary>Settings and credentials for SQL Server.</summary>
public sealed record SQLServerConfig : UserPasswordConfig
{
    /// <summary>Gets the name of the database.</summary>
    public string? Database
    {
        get => Setting("database");
        init => SetSetting("database", value);
    }
}
