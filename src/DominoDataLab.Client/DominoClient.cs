using System.Globalization;
using DominoDataLab.Client.BillingTags;
using DominoDataLab.Client.Budgets;
using DominoDataLab.Client.Datasets;
using DominoDataLab.Client.Environments;
using DominoDataLab.Client.Http;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Metrics;
using DominoDataLab.Client.Organizations;
using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Users;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DominoDataLab.Client;

/// <summary>A client for a Domino deployment. It is thread-safe. Create one client and reuse it. Creating it sends no request.</summary>
public sealed class DominoClient : IDisposable
{
    private readonly HttpClient? _owned;
    private readonly CredentialDescription _credential;
    private readonly VersionGate _versions;
    private readonly DominoHttp _http;

    /// <summary>Makes a client.</summary>
    /// <param name="options">How to reach the deployment; what is not set comes from the environment.</param>
    /// <param name="httpClient">The HTTP client to use. If null, the client creates one and disposes it. One that is given
    /// must not follow redirects by itself, or the API key is sent to their targets; see <see cref="CreateHandler"/>. Its
    /// <see cref="HttpClient.Timeout"/> must be infinite.</param>
    /// <param name="loggerFactory">The factory of loggers. If null, nothing is logged.</param>
    /// <exception cref="ArgumentException">No address of a deployment is configured, a setting is out of range, the environment
    /// names a proxy whose address is not valid, or the given HTTP client has a time limit or a credential of its own.</exception>
    /// <exception cref="DominoCredentialException">No credential was found, or it has an invalid format.</exception>
    public DominoClient(DominoClientOptions options, HttpClient? httpClient = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options.Copy();
        var address = string.IsNullOrWhiteSpace(options.Host) ? Variable.Read("DOMINO_API_HOST") : options.Host;
        if (string.IsNullOrWhiteSpace(address))
        {
            throw new ArgumentException(
                "No deployment is configured. Set DOMINO_API_HOST, or Host in the options, to an address such as "
                    + "https://domino.example.com.",
                nameof(options)
            );
        }

        // A day is more than any reply needs, and timers have an end.
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Timeout, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxResponseSizeBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxResponseSizeBytes, 1 << 30);
        Host = HostAddress.Clean(address);
        (var credential, _credential) = CredentialChooser.Choose(options);
        var logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("DominoDataLab.Client");
        if (!VerifiesCertificate(options))
        {
            Log.CertificateUnchecked(logger);
        }

        if (httpClient?.DefaultRequestHeaders is { } headers && (headers.Contains("Authorization") || headers.Contains("X-Domino-Api-Key")))
        {
            throw new ArgumentException(
                "The given HttpClient sends a credential of its own (DefaultRequestHeaders); only one is ever sent. Give it in the "
                    + "options instead.",
                nameof(httpClient)
            );
        }

        if (httpClient is not null && httpClient.Timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException(
                $"The Timeout of the given HttpClient is {httpClient.Timeout}, which would end long uploads and downloads. Set it to "
                    + "Timeout.InfiniteTimeSpan. The Timeout in the options limits the wait for each response.",
                nameof(httpClient)
            );
        }

        var maxRetries = MaxRetries(options);

        // Last, so that nothing is left to dispose of when a setting is refused.
        httpClient ??= _owned = new HttpClient(CreateHandler(options)) { Timeout = Timeout.InfiniteTimeSpan };
        _http = new DominoHttp(httpClient, Host, credential, EnvironmentProxy.Read(), options, maxRetries, logger);
        _versions = new VersionGate(_http);
        Users = new UsersClient(_http);
        Organizations = new OrganizationsClient(_http, Users);
        Projects = new ProjectsClient(_http, _versions, Users);
        Jobs = new JobsClient(_http);
        Environments = new EnvironmentsClient(_http);
        Datasets = new DatasetsClient(_http, Projects);
        Budgets = new BudgetsClient(_http);
        BillingTags = new BillingTagsClient(_http, _versions);
        Metrics = new MetricsClient(_http, _versions);
    }

    /// <summary>
    /// The deployment's address: scheme, host and port, and the user info if it was given one (which is neither sent nor shown).
    /// </summary>
    public Uri Host { get; }

    /// <summary>Gets the client for projects.</summary>
    public ProjectsClient Projects { get; }

    /// <summary>Gets the client for jobs by ID. To start a job, see <see cref="ProjectClient.Jobs"/>.</summary>
    public JobsClient Jobs { get; }

    /// <summary>Gets the client for compute environments.</summary>
    public EnvironmentsClient Environments { get; }

    /// <summary>Gets the client for the datasets of all projects. To create or delete one, see
    /// <see cref="ProjectClient.Datasets"/>.</summary>
    public DatasetsClient Datasets { get; }

    /// <summary>Gets the client for users, including the user of the credential.</summary>
    public UsersClient Users { get; }

    /// <summary>Gets the client for organizations.</summary>
    public OrganizationsClient Organizations { get; }

    /// <summary>Gets the client for monthly budgets and their alerts. For administrators.</summary>
    public BudgetsClient Budgets { get; }

    /// <summary>Gets the client for billing tags and the projects that have them. For administrators.</summary>
    public BillingTagsClient BillingTags { get; }

    /// <summary>Gets the client for custom metrics of monitored models.</summary>
    public MetricsClient Metrics { get; }

    /// <summary>Makes a client from <c>DOMINO_API_HOST</c> and the credential variables.</summary>
    /// <exception cref="ArgumentException">No address of a deployment is configured.</exception>
    /// <exception cref="DominoCredentialException">No credential was found.</exception>
    public static DominoClient FromEnvironment() => new(new DominoClientOptions());

    /// <summary>The handler that a client makes for itself, for callers who make their own <see cref="HttpClient"/> over it.</summary>
    /// <param name="options">Certificate settings and time-outs are taken from here.</param>
    /// <exception cref="ArgumentException">The environment names a proxy whose address is not valid.</exception>
    /// <exception cref="DominoException">The file of certificate authorities cannot be read.</exception>
    public static SocketsHttpHandler CreateHandler(DominoClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return DominoTransport.Create(options, VerifiesCertificate(options));
    }

    /// <summary>
    /// Describes the source of the credential, and the reasons why other sources were skipped. The description contains no secrets.
    /// </summary>
    public CredentialDescription DescribeCredential() => _credential;

    /// <summary>A project, to work in. Nothing is sent until it is needed.</summary>
    /// <param name="nameOrId"><c>owner/name</c>, or the 24 hexadecimal digits of an id.</param>
    /// <exception cref="ArgumentException">The text is neither.</exception>
    public ProjectClient Project(string nameOrId) => new(_http, _versions, Projects, Users, Jobs, Datasets, nameOrId);

    /// <summary>The deployment's version, asked for once. <c>GET /version</c>.</summary>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    [Endpoint(VersionGate.VersionRoute)]
    public Task<DeploymentVersion> GetVersionAsync(CancellationToken cancellationToken = default) => _versions.GetAsync(cancellationToken);

    /// <summary>Returns if the deployment is at least this version.</summary>
    /// <param name="version">Such as <c>5.11.0</c>.</param>
    /// <param name="cancellationToken">A token to cancel the request.</param>
    /// <exception cref="ArgumentException">The version is not valid. Nothing was sent.</exception>
    /// <exception cref="DominoVersionException">It is older.</exception>
    public Task RequireVersionAsync(string version, CancellationToken cancellationToken = default) =>
        DominoVersion.TryParse(version, out _)
            ? _versions.RequireAsync("The program", version, cancellationToken)
            : throw new ArgumentException($"'{version}' is not a valid version. Use a form such as 6.2.0.", nameof(version));

    /// <summary>Closes the client's own connections; an <see cref="HttpClient"/> that was given stays open.</summary>
    public void Dispose() => _owned?.Dispose();

    /// <summary>The host; never the credential.</summary>
    public override string ToString() => $"Domino at {HostAddress.Show(Host)}";

    private static bool VerifiesCertificate(DominoClientOptions options) =>
        options.VerifyCertificate
        ?? Variable.Read("DOMINO_VERIFY_CERTIFICATE")?.Trim().ToUpperInvariant() is not ("FALSE" or "F" or "NO" or "N" or "0");

    private static int MaxRetries(DominoClientOptions options)
    {
        if (options.MaxRetries is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(given, nameof(options.MaxRetries));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(given, 100, nameof(options.MaxRetries));
            return given;
        }

        var text = Variable.Read("DOMINO_MAX_RETRIES");
        return text is null ? 4
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 100 ? number
            : throw new ArgumentException($"DOMINO_MAX_RETRIES is '{text}'; it must be a whole number from 0 to 100.", nameof(options));
    }
}
