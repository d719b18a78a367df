using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests;
using DominoDataLab.LocalServer;

[assembly: AssemblyFixture(typeof(DominoFixture))]

namespace DominoDataLab.Client.Tests;

/// <summary>
/// One Domino and one client for the run; each test makes a project of its own. It is a local server, or, with <c>DOMINO_TEST_HOST</c>, the
/// deployment there, as the user of <c>DOMINO_USER_API_KEY</c>. What a deployment can't give is asked for with the reason, and skips there.
/// </summary>
public sealed class DominoFixture : IAsyncLifetime
{
    // Read before any test sets variables of its own.
    private static readonly string? Deployment = Environment.GetEnvironmentVariable("DOMINO_TEST_HOST") is { Length: > 0 } host
        ? host
        : null;
    private static readonly string? DeploymentKey = Environment.GetEnvironmentVariable("DOMINO_USER_API_KEY");
    private readonly string _cache = Directory.CreateTempSubdirectory("domino-cache-").FullName;

    private readonly string _run = Guid.NewGuid().ToString("N")[..6];
    private int _names;
    private LocalDomino? _server;

    public Uri Address { get; private set; } = null!;

    public string ApiKey { get; private set; } = null!;

    public string UserName { get; private set; } = null!;

    public DominoClient Client { get; private set; } = null!;

    /// <summary>A server of the test's own, for what a deployment can't be asked for; against one, the test is skipped.</summary>
    public static Task<LocalDomino> StartServerAsync(string need, LocalDominoOptions? options = null)
    {
        SkipOnDeployment(need);
        return LocalDomino.StartAsync(options, TestContext.Current.CancellationToken);
    }

    public async ValueTask InitializeAsync()
    {
        // Journals of interrupted transfers must not go to the user's cache folder.
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", _cache);
        if (Deployment is null)
        {
            _server = await LocalDomino.StartAsync(new LocalDominoOptions { MaxConcurrentJobs = 4 });
            (Address, ApiKey, UserName) = (_server.Address, _server.ApiKey, _server.UserName);
            Client = Connect();
        }
        else
        {
            (Address, ApiKey) = (
                new Uri(Deployment),
                DeploymentKey ?? throw new InvalidOperationException("DOMINO_TEST_HOST needs a user's key in DOMINO_USER_API_KEY.")
            );
            Client = Connect();
            UserName = (await Client.Users.GetSelfAsync()).UserName;
        }
    }

    public DominoClient Connect(string? apiKey = null, Uri? host = null) =>
        new(new DominoClientOptions { Host = (host ?? Address).AbsoluteUri, ApiKey = apiKey ?? ApiKey });

    /// <summary>The inside of the run's server; against a deployment, the test is skipped.</summary>
    public LocalDomino Inside(string need)
    {
        SkipOnDeployment(need);
        return _server!;
    }

    /// <summary>A client of another user, who is not an administrator.</summary>
    public DominoClient ConnectAsOther() => Connect(Inside("the key of a second user").GetApiKey("collaborator"));

    /// <summary>A name that no other test and no other run has.</summary>
    public string NewName(string name = "p") => $"{name}-{_run}-{Interlocked.Increment(ref _names)}";

    public async Task<ProjectClient> NewProjectAsync(CancellationToken cancellationToken)
    {
        var project = await Client.Projects.CreateAsync(new CreateProjectRequest { Name = NewName() }, cancellationToken);
        return Client.Project(project.Id);
    }

    public async ValueTask DisposeAsync()
    {
        if (Deployment is not null)
        {
            await foreach (
                var project in Client.Projects.ListAsync().Where(project => project.Name.Contains($"-{_run}-", StringComparison.Ordinal))
            )
            {
                await Client.Projects.ArchiveAsync(project.Id);
            }
        }

        Client.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_cache, recursive: true);
    }

    private static void SkipOnDeployment(string need) =>
        Assert.SkipWhen(Deployment is not null, $"This test needs {need}, and DOMINO_TEST_HOST names a deployment.");
}
