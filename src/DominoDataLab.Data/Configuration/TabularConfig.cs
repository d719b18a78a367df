namespace DominoDataLab.Data.Configuration;

/// <summary>Settings and credentials for a data source that can be queried.</summary>
public abstract record TabularConfig : DataSourceConfig
{
    private protected TabularConfig() { }

    /// <summary>Gets the precision of timestamps in results.</summary>
    public string? DatetimePrecision
    {
        get => Setting("datetimePrecision");
        init => SetSetting("datetimePrecision", value);
    }
}

/// <summary>Settings and credentials for a database with a user name and a password.</summary>
public abstract record UserPasswordConfig : TabularConfig
{
    private protected UserPasswordConfig() { }

    /// <summary>Gets the user name.</summary>
    public string? Username
    {
        get => Credential("username");
        init => SetCredential("username", value);
    }

    /// <summary>Gets the password.</summary>
    public string? Password
    {
        get => Credential("password");
        init => SetCredential("password", value);
    }
}

/// <summary>Settings and credentials for a database that may run at AWS.</summary>
public abstract record AwsDatabaseConfig : UserPasswordConfig
{
    private protected AwsDatabaseConfig() { }

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

    /// <summary>Gets the AWS access key ID.</summary>
    public string? AwsAccessKeyId
    {
        get => Credential("accessKeyID");
        init => SetCredential("accessKeyID", value);
    }

    /// <summary>Gets the AWS secret access key.</summary>
    public string? AwsSecretAccessKey
    {
        get => Credential("secretAccessKey");
        init => SetCredential("secretAccessKey", value);
    }

    /// <summary>Gets the AWS session token.</summary>
    public string? AwsSessionToken
    {
        get => Credential("sessionToken");
        init => SetCredential("sessionToken", value);
    }
}
