namespace DominoDataLab.Data.Configuration;

/// <summary>Settings and credentials for BigQuery.</summary>
public sealed record BigQueryConfig : TabularConfig
{
    /// <summary>Gets the ID of the Google Cloud project.</summary>
    public string? GcpProjectId
    {
        get => Setting("project");
        init => SetSetting("project", value);
    }

    /// <summary>Gets the JSON text of the service account's private key.</summary>
    public string? PrivateKeyJson
    {
        get => Credential("privateKey");
        init => SetCredential("privateKey", value);
    }
}

/// <summary>Settings and credentials for Databricks.</summary>
public sealed record DatabricksConfig : TabularConfig
{
    /// <summary>Gets the name of the catalog.</summary>
    public string? Catalog
    {
        get => Setting("catalog");
        init => SetSetting("catalog", value);
    }

    /// <summary>Gets the name of the schema.</summary>
    public string? Schema
    {
        get => Setting("schema");
        init => SetSetting("schema", value);
    }

    /// <summary>Gets the personal access token.</summary>
    public string? PersonalAccessToken
    {
        get => Credential("personalAccessToken");
        init => SetCredential("personalAccessToken", value);
    }
}

/// <summary>Settings and credentials for Palantir.</summary>
public sealed record PalantirConfig : TabularConfig
{
    /// <summary>Gets the client ID.</summary>
    public string? ClientId
    {
        get => Credential("clientId");
        init => SetCredential("clientId", value);
    }

    /// <summary>Gets the client secret.</summary>
    public string? ClientSecret
    {
        get => Credential("clientSecret");
        init => SetCredential("clientSecret", value);
    }

    /// <summary>Gets the OAuth token.</summary>
    public string? OAuthToken
    {
        get => Credential("oAuthToken");
        init => SetCredential("oAuthToken", value);
    }
}

/// <summary>Settings and credentials for Snowflake.</summary>
public sealed record SnowflakeConfig : UserPasswordConfig
{
    /// <summary>Gets the name of the database.</summary>
    public string? Database
    {
        get => Setting("database");
        init => SetSetting("database", value);
    }

    /// <summary>Gets the name of the role.</summary>
    public string? Role
    {
        get => Setting("role");
        init => SetSetting("role", value);
    }

    /// <summary>Gets the name of the schema.</summary>
    public string? Schema
    {
        get => Setting("schema");
        init => SetSetting("schema", value);
    }

    /// <summary>Gets the name of the warehouse.</summary>
    public string? Warehouse
    {
        get => Setting("warehouse");
        init => SetSetting("warehouse", value);
    }

    /// <summary>Gets the private key in PEM form.</summary>
    public string? PrivateKey
    {
        get => Credential("privateKey");
        init => SetCredential("privateKey", value);
    }

    /// <summary>Gets the passphrase of the private key.</summary>
    public string? Passphrase
    {
        get => Credential("passphrase");
        init => SetCredential("passphrase", value);
    }

    /// <summary>Gets the token.</summary>
    public string? Token
    {
        get => Credential("token");
        init => SetCredential("token", value);
    }
}

/// <summary>Settings and credentials for tables in S3 that AWS Glue describes.</summary>
public sealed record TabularS3GlueConfig : TabularConfig
{
    /// <summary>Gets the name of the database.</summary>
    public string? Database
    {
        get => Setting("database");
        init => SetSetting("database", value);
    }

    /// <summary>Gets the AWS region.</summary>
    public string? Region
    {
        get => Setting("region");
        init => SetSetting("region", value);
    }
}

/// <summary>Settings and credentials for Trino.</summary>
public sealed record TrinoConfig : UserPasswordConfig
{
    /// <summary>Gets the name of the catalog.</summary>
    public string? Catalog
    {
        get => Setting("catalog");
        init => SetSetting("catalog", value);
    }

    /// <summary>Gets the name of the schema.</summary>
    public string? Schema
    {
        get => Setting("schema");
        init => SetSetting("schema", value);
    }
}
