namespace DominoDataLab.Data;

/// <summary>Configures a <see cref="DominoDataClient"/>. A new instance is filled in from the environment.</summary>
/// <remarks>An environment variable that is empty or blank counts as unset. A value that you assign replaces the one from the
/// environment; assign null to remove it. The client copies the options, so later changes have no effect.</remarks>
public sealed class DominoDataClientOptions
{
    internal const string DefaultTokenFile = "/var/lib/domino/home/.api/token";
    internal const string DefaultAwsCredentialsFile = "/var/lib/domino/home/.aws/credentials";
    internal const string DefaultTrainingSetFolder = "/var/opt/domino/trainingset/project";
    internal const string DefaultGateway = "http://127.0.0.1:8766";

    /// <summary>Reads the defaults from the environment.</summary>
    public DominoDataClientOptions()
        : this(Environment.GetEnvironmentVariable) { }

    internal DominoDataClientOptions(Func<string, string?> variable)
    {
        string? Read(string name) => variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

        Host = Read("DOMINO_API_PROXY") ?? Read("DOMINO_API_HOST") ?? Read("DOMINO_USER_HOST");
        TrainingSetHost = Read("DOMINO_API_HOST") ?? Read("DOMINO_USER_HOST");
        DataSourceProxy = Read("DOMINO_DATASOURCE_PROXY_HOST");
        FlightHost = Read("DOMINO_DATASOURCE_PROXY_FLIGHT_HOST");
        FlightCertificateAuthorityFile = Read("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH");
        RemoteFileSystemHost = Read("DOMINO_REMOTE_FILE_SYSTEM_HOSTPORT");
        TokenService = OAuthTokenService = Read("DOMINO_API_PROXY");
        TokenFile = Read("DOMINO_TOKEN_FILE");
        OAuthTokenFile = TokenFile ?? DefaultTokenFile;
        ApiKey = Read("DOMINO_USER_API_KEY");
        AwsCredentialsFile = Read("AWS_SHARED_CREDENTIALS_FILE") ?? DefaultAwsCredentialsFile;
        ClientSource = Read("DOMINO_CLIENT_SOURCE") ?? "DotNet";
        RunId = Read("DOMINO_RUN_ID");
        ProjectId = Read("DOMINO_PROJECT_ID");
        TrainingSetFolder = Read("DOMINO_TRAINING_SET_PATH") ?? DefaultTrainingSetFolder;
    }

    /// <summary>Gets or sets the address of the Domino API, which data sources are looked up at. The default is the first of
    /// <c>DOMINO_API_PROXY</c>, <c>DOMINO_API_HOST</c> and <c>DOMINO_USER_HOST</c> that is set.</summary>
    public string? Host { get; set; }

    /// <summary>Gets or sets the address of the training-set service. The default is <c>DOMINO_API_HOST</c>, or else
    /// <c>DOMINO_USER_HOST</c>.</summary>
    public string? TrainingSetHost { get; set; }

    /// <summary>Gets or sets the address of the data source proxy, which lists and signs objects. The default is
    /// <c>DOMINO_DATASOURCE_PROXY_HOST</c>.</summary>
    public string? DataSourceProxy { get; set; }

    /// <summary>Gets or sets the Arrow Flight address of the data source proxy, such as <c>grpc://host:port</c> or
    /// <c>grpc+tls://host:port</c>. The default is <c>DOMINO_DATASOURCE_PROXY_FLIGHT_HOST</c>. Only queries need it.</summary>
    public string? FlightHost { get; set; }

    /// <summary>Gets or sets the path of a PEM file with the certificate authorities that queries over TLS trust in place of the system's.
    /// The default is <c>GRPC_DEFAULT_SSL_ROOTS_FILE_PATH</c>.</summary>
    public string? FlightCertificateAuthorityFile { get; set; }

    /// <summary>Gets or sets the address of the RemoteFS service, with its scheme, which lists NetApp volumes. The default is
    /// <c>DOMINO_REMOTE_FILE_SYSTEM_HOSTPORT</c>.</summary>
    public string? RemoteFileSystemHost { get; set; }

    /// <summary>Gets or sets a bearer token that is sent with every authenticated request, in place of every other method. The default
    /// is null.</summary>
    public string? Token { get; set; }

    /// <summary>Gets or sets the address of a token service, which is asked for a short-lived token before every request. The default is
    /// <c>DOMINO_API_PROXY</c>.</summary>
    public string? TokenService { get; set; }

    /// <summary>Gets or sets the path of a file with a token on its first line. The file is read before every request; a file that does
    /// not exist is ignored. The default is <c>DOMINO_TOKEN_FILE</c>.</summary>
    public string? TokenFile { get; set; }

    /// <summary>Gets or sets the API key. The default is <c>DOMINO_USER_API_KEY</c>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets the token service that gives the user's token for data sources of authentication type <c>OAuth</c>. The
    /// default is <c>DOMINO_API_PROXY</c>.</summary>
    public string? OAuthTokenService { get; set; }

    /// <summary>Gets or sets the token file for data sources of authentication type <c>OAuth</c>, used if
    /// <see cref="OAuthTokenService"/> gives no token. The default is <c>DOMINO_TOKEN_FILE</c>, or else
    /// <c>/var/lib/domino/home/.api/token</c>.</summary>
    public string? OAuthTokenFile { get; set; }

    /// <summary>Gets or sets the path of the AWS credentials file for data sources of authentication types <c>AWSIAMRole</c> and
    /// <c>AWSIAMRoleWithUsername</c>. The default is <c>AWS_SHARED_CREDENTIALS_FILE</c>, or else
    /// <c>/var/lib/domino/home/.aws/credentials</c>.</summary>
    public string? AwsCredentialsFile { get; set; }

    /// <summary>Gets or sets the name of the calling software, sent as <c>X-Domino-Client-Source</c>. The default is
    /// <c>DOMINO_CLIENT_SOURCE</c>, or else <c>DotNet</c>. If null, the header is left out.</summary>
    public string? ClientSource { get; set; }

    /// <summary>Gets or sets the ID of the run that the program is part of. The default is <c>DOMINO_RUN_ID</c>.</summary>
    public string? RunId { get; set; }

    /// <summary>Gets or sets the ID of the project that training sets belong to. The default is <c>DOMINO_PROJECT_ID</c>.</summary>
    public string? ProjectId { get; set; }

    /// <summary>Gets or sets the folder where training-set files are mounted. The default is <c>DOMINO_TRAINING_SET_PATH</c>, or else
    /// <c>/var/opt/domino/trainingset/project</c>.</summary>
    public string? TrainingSetFolder { get; set; }

    /// <summary>Gets or sets the longest wait for an answer of the Domino API. The default is 20 seconds.</summary>
    public TimeSpan DominoTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets or sets the longest wait for an answer of the data source proxy or the token service. The default is
    /// 5 seconds.</summary>
    public TimeSpan ProxyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the longest wait for the storage to answer, and between two reads or writes of an object's content. The
    /// default is 5 seconds.</summary>
    public TimeSpan StorageTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the longest wait for the training-set service, RemoteFS, and the parts of a parallel download. The default
    /// is 100 seconds.</summary>
    public TimeSpan TransferTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Gets or sets whether the certificate of a <c>GenericS3Config</c> storage is verified. The default is false, because such
    /// storages often have a private certificate; the client then logs a warning. Certificates of all other servers are always
    /// verified.</summary>
    public bool VerifyGenericS3Certificate { get; set; }

    /// <summary>Gets or sets the clock for timeouts and retries. The default is the system clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal Random Random { get; set; } = Random.Shared;

    internal bool HasCredential => new[] { Token, TokenService, TokenFile, ApiKey }.Any(value => !string.IsNullOrWhiteSpace(value));

    internal DominoDataClientOptions Copy() => (DominoDataClientOptions)MemberwiseClone();
}
