using DominoDataLab.Client.Projects;
using DominoDataLab.Client.Tests;
using DominoDataLab.LocalServer;

[assembly: AssemblyFixture(typeof(DominoFixture))]

namespace DominoDataLab.Client.Tests;

/// <summary>One server and one client for the run; each test makes a project of its own.</summary>
public sealed class DominoFixture : IAsyncLifetime
{
    private readonly string _cache = Directory.CreateTempSubdirectory("domino-cache-").FullName;
    private int _projects;

    public LocalDomino Server { get; private set; } = null!;

    public DominoClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // Journals of transfers that a test breaks off are no business of the user's.
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", _cache);
        Server = await LocalDomino.StartAsync(new LocalDominoOptions { MaxConcurrentJobs = 4 });
        Client = Connect();
    }

    public DominoClient Connect(string? apiKey = null, Uri? host = null) =>
        new(new DominoClientOptions { Host = (host ?? Server.Address).AbsoluteUri, ApiKey = apiKey ?? Server.ApiKey });

    public async Task<ProjectClient> NewProjectAsync(CancellationToken cancellationToken)
    {
        var project = await Client.Projects.CreateAsync(new CreateProjectRequest { Name = $"p{Interlocked.Increment(ref _projects)}" }, cancellationToken);
        return Client.Project(project.Id);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(_cache, recursive: true);
    }
}
