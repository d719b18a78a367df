using DominoDataLab.LocalServer.Hosting;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer;

/// <summary>How to start a Domino on this machine.</summary>
public sealed record LocalDominoOptions
{
    /// <summary>
    /// Gets the default of <see cref="InheritedVariables"/>: paths, locale, time zone, proxies, certificates, and settings of Python, R,
    /// Java, .NET, MPI and GPUs.
    /// </summary>
    public static IReadOnlyList<string> DefaultInheritedVariables { get; } =
    [
        "PATH",
        "HOME",
        "USER",
        "LOGNAME",
        "SHELL",
        "TERM",
        "TMPDIR",
        "LANG",
        "LANGUAGE",
        "LC_*",
        "TZ",
        "XDG_*",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "no_proxy",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        "PYTHON*",
        "PIP_*",
        "VIRTUAL_ENV",
        "CONDA_*",
        "R_*",
        "JAVA_HOME",
        "SPARK_HOME",
        "DOTNET_*",
        "NUGET_PACKAGES",
        "OMPI_*",
        "CUDA_*",
        "NVIDIA_*",
        "SYSTEMROOT",
        "SYSTEMDRIVE",
        "WINDIR",
        "COMSPEC",
        "PATHEXT",
        "TEMP",
        "TMP",
        "USERPROFILE",
        "APPDATA",
        "LOCALAPPDATA",
        "PROGRAMDATA",
        "PROGRAMFILES*",
    ];

    /// <summary>
    /// The data folder. Changes survive a power cut once they are answered. If null, a temporary folder is used and removed on disposal,
    /// and faster as nothing waits for the disk.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>The port. Default 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>The address to listen on. Default <c>127.0.0.1</c>: this machine only.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>
    /// The address that jobs and apps are told, and by which others reach the server, such as <c>https://domino.example.com</c>. Its host
    /// name is accepted in requests. If null, it is the address that the server listens on. Default: null.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// Further host names to which the server answers. It always answers to <c>localhost</c>, to addresses of this machine, and to the name
    /// in <see cref="PublicUrl"/>. Default: none.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// The domain below which each app has a host name of its own in browsers, such as <c>ID.apps.example.com</c>, so that the pages of one
    /// app cannot reach the API or another app. All names below the domain must lead to this server. If null, it is <c>localhost</c> when
    /// the server is used on this machine; behind another <see cref="PublicUrl"/>, apps then share the origin of the API. Default: null.
    /// </summary>
    public string? AppDomain { get; init; }

    /// <summary>
    /// The certificate for HTTPS: a PFX file, or a PEM file. It is required when the server listens beyond this machine, unless
    /// <see cref="AllowInsecure"/> is set. If null, the server speaks HTTP. Default: null.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>
    /// The key of a PEM certificate. If null, it is read from the file with the certificate's name and the extension <c>.key</c>, or else
    /// from the certificate's file. Default: null.
    /// </summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>The password of the certificate's file or key. If null, it has no password. Default: null.</summary>
    public string? CertificatePassword { get; init; }

    /// <summary>
    /// true to listen beyond this machine without TLS, which sends keys unprotected over the network; otherwise, false. Default: false.
    /// </summary>
    public bool AllowInsecure { get; init; }

    /// <summary>The first user, who is an administrator. Default <c>domino</c>.</summary>
    public string UserName { get; init; } = "domino";

    /// <summary>
    /// The first user's API key: at least 8 printable ASCII characters without spaces. If null, the key in the data folder is used, which
    /// is created on the first start.
    /// </summary>
    public string? ApiKey { get; init; }

    /// <summary>The other users. Default: one user, <c>collaborator</c>.</summary>
    public IReadOnlyList<LocalUser> Users { get; init; } = DefaultUsers;

    /// <summary>The organizations, which can own projects and work on them. Default: none; administrators can create more.</summary>
    public IReadOnlyList<LocalOrganization> Organizations { get; init; } = [];

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Where to log in addition to <c>logs/server.log</c> in the data folder, which has warnings and errors. If null, nowhere else.
    /// Default: null.
    /// </summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>true if <see cref="LocalDomino.Faults"/> can be used; otherwise, false. Default: false.</summary>
    public bool EnableFaults { get; init; }

    /// <summary>
    /// A folder into which every exchange is written, one file for each server, one JSON object a line: verb, path, query, status, and the
    /// bodies that are JSON or forms of at most 256 KiB; of other bodies their type and length. No credential is in it, but what bodies say
    /// is. A file ends at 256 MiB. If null, nothing is recorded. Default: the environment variable <c>DOMINO_SERVER_RECORD</c>.
    /// </summary>
    public string? RecordExchangesTo { get; init; } =
        Environment.GetEnvironmentVariable("DOMINO_SERVER_RECORD") is { Length: > 0 } folder ? folder : null;

    /// <summary>Jobs that run at once. Default 0: as many as there are processors.</summary>
    public int MaxConcurrentJobs { get; init; }

    /// <summary>Time between SIGTERM and SIGKILL when a job is stopped. Default 10 s.</summary>
    public TimeSpan StopGracePeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Names of the variables that executions inherit from the server's environment. A <c>*</c> at the end matches the rest of a name. The
    /// default, <see cref="DefaultInheritedVariables"/>, has what programs need to run, and nothing that usually holds a secret.
    /// </summary>
    public IReadOnlyList<string> InheritedVariables { get; init; } = DefaultInheritedVariables;

    /// <summary>
    /// Specifies when executions run in a sandbox, which keeps users from each other's data and from the server's. Default:
    /// <see cref="SandboxMode.Auto"/>.
    /// </summary>
    public SandboxMode Sandbox { get; init; }

    /// <summary>
    /// true to let several users run code without a sandbox, which gives each of them the rights of the server's account; otherwise, false.
    /// Default: false.
    /// </summary>
    public bool TrustUsers { get; init; }

    /// <summary>
    /// The UIDs for the executions of users. Each user gets one of them, which is never given to another user. The first one is also the
    /// GID of all executions. Executions then always run in a sandbox. The server must run as root on Linux, with a umask that lets others
    /// read, such as 022, and needs <c>setpriv</c> (util-linux). If null, all executions have the account of the server. Default: null.
    /// </summary>
    public UidRange? UidRange { get; init; }

    /// <summary>
    /// The system accounts, by user name, that executions have in place of a UID of <see cref="UidRange"/>, which is required too. Two
    /// users cannot have the same account, and no user can have root. Executions do not have the groups of the account. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> MappedUsers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a job's cluster may take until all of it answers. Default 2 min.</summary>
    public TimeSpan ClusterStartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an app may take until it listens. Default 60 s.</summary>
    public TimeSpan AppStartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The value of <see cref="Users"/> unless it is set.</summary>
    internal static IReadOnlyList<LocalUser> DefaultUsers { get; } = [new("collaborator")];

    /// <summary>Features beyond those of <see cref="ServerFeatures"/>, which start after them.</summary>
    internal IReadOnlyList<IServerFeature> AdditionalFeatures { get; init; } = [];

    /// <summary>The hardware tiers; the first is the default one.</summary>
    public IReadOnlyList<LocalHardwareTier> HardwareTiers { get; init; } =
    [new("small-k8s", "Small", 1, 4), new("medium-k8s", "Medium", 2, 8), new("large-k8s", "Large", 4, 16)];
}

/// <summary>A user of the server beside the first one.</summary>
/// <param name="Name">The user name: 1 to 100 letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</param>
/// <param name="ApiKey">The user's API key: at least 8 printable ASCII characters without spaces. If null, a key is created on the first
/// start. The data folder has only a hash of it: <see cref="LocalDomino.GetApiKey"/> returns it in that process.</param>
/// <param name="IsAdministrator">true if the user is an administrator; otherwise, false. Default: false.</param>
/// <param name="Email">The user's e-mail address. Nothing is sent to it. If null, it is the name at <c>localhost</c>.</param>
public sealed record LocalUser(string Name, string? ApiKey = null, bool IsAdministrator = false, string? Email = null)
{
    /// <summary>The name; never the key.</summary>
    public override string ToString() => Name;
}

/// <summary>An organization of the server. At each start the people named here are in it; others that were added stay.</summary>
/// <param name="Name">The name. The rules for user names apply, and no user may have the same name.</param>
public sealed record LocalOrganization(string Name)
{
    /// <summary>Names of its members, who contribute to its projects. Default: none.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Names of its administrators, who own its projects. Default: none.</summary>
    public IReadOnlyList<string> Administrators { get; init; } = [];
}

/// <summary>The limits of a job.</summary>
/// <param name="Id">The id, as requests name it.</param>
/// <param name="Name">The name, as people see it.</param>
/// <param name="Cores">Processors that the job's processes run on, as far as the machine has them; at least 1.</param>
/// <param name="MemoryGiB">Memory that its processes may hold, each and all together, in GiB; above 0.</param>
public sealed record LocalHardwareTier(string Id, string Name, int Cores, double MemoryGiB);
