namespace DominoDataLab.Data.Configuration;

/// <summary>Settings and credentials for Azure Data Lake Storage.</summary>
public sealed record ADLSConfig : DataSourceConfig
{
    /// <summary>Gets the name of the container.</summary>
    public string? Container
    {
        get => Setting("bucket");
        init => SetSetting("bucket", value);
    }

    /// <summary>Gets the access key of the storage account.</summary>
    public string? AccessKey
    {
        get => Credential("accessKey");
        init => SetCredential("accessKey", value);
    }
}

/// <summary>Settings and credentials for Azure Blob Storage.</summary>
public sealed record AzureBlobStorageConfig : DataSourceConfig
{
    /// <summary>Gets the name of the container.</summary>
    public string? Container
    {
        get => Setting("bucket");
        init => SetSetting("bucket", value);
    }

    /// <summary>Gets the access key of the storage account.</summary>
    public string? AccessKey
    {
        get => Credential("accessKey");
        init => SetCredential("accessKey", value);
    }
}

/// <summary>Settings and credentials for a Domino dataset.</summary>
public sealed record DatasetConfig : DataSourceConfig
{
    /// <summary>Gets the ID of the snapshot, 24 hexadecimal digits.</summary>
    public string? SnapshotId
    {
        get => Setting("snapshotID");
        init => SetSetting("snapshotID", value);
    }

    /// <summary>Gets the folder that keys are relative to.</summary>
    public string? Subfolder
    {
        get => Setting("subfolder");
        init => SetSetting("subfolder", value);
    }
}

/// <summary>Settings and credentials for Google Cloud Storage.</summary>
public sealed record GCSConfig : DataSourceConfig
{
    /// <summary>Gets the name of the bucket.</summary>
    public string? Bucket
    {
        get => Setting("bucket");
        init => SetSetting("bucket", value);
    }

    /// <summary>Gets the JSON text of the service account's private key.</summary>
    public string? PrivateKeyJson
    {
        get => Credential("privateKey");
        init => SetCredential("privateKey", value);
    }
}

/// <summary>Settings and credentials for a storage with an S3-compatible interface.</summary>
public sealed record GenericS3Config : DataSourceConfig
{
    /// <summary>Gets the name of the bucket.</summary>
    public string? Bucket
    {
        get => Setting("bucket");
        init => SetSetting("bucket", value);
    }

    /// <summary>Gets the folder that keys are relative to.</summary>
    public string? Subfolder
    {
        get => Setting("subfolder");
        init => SetSetting("subfolder", value);
    }

    /// <summary>Gets the host name of the storage.</summary>
    public string? Host
    {
        get => Setting("host");
        init => SetSetting("host", value);
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
}

/// <summary>Settings and credentials for a NetApp volume.</summary>
public sealed record NetAppVolumeConfig : DataSourceConfig
{
    /// <summary>Gets the version of the snapshot.</summary>
    public string? SnapshotVersion
    {
        get => Setting("snapshotVersion");
        init => SetSetting("snapshotVersion", value);
    }

    /// <summary>Gets the folder that keys are relative to.</summary>
    public string? Subfolder
    {
        get => Setting("subfolder");
        init => SetSetting("subfolder", value);
    }
}

/// <summary>Settings and credentials for Amazon S3.</summary>
public sealed record S3Config : DataSourceConfig
{
    /// <summary>Gets the name of the bucket.</summary>
    public string? Bucket
    {
        get => Setting("bucket");
        init => SetSetting("bucket", value);
    }

    /// <summary>Gets the folder that keys are relative to.</summary>
    public string? Subfolder
    {
        get => Setting("subfolder");
        init => SetSetting("subfolder", value);
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
