using DominoDataLab.LocalServer.Tests;

[assembly: AssemblyFixture(typeof(LocalServerFixture))]

namespace DominoDataLab.LocalServer.Tests;

/// <summary>One server for the run; each test makes a project of its own.</summary>
public class LocalServerFixture : IAsyncLifetime
{
    public LocalDomino Server { get; private set; } = null!;

    public TestApi Api { get; private set; } = null!;

    protected virtual LocalDominoOptions Options { get; } =
        new()
        {
            MaxConcurrentJobs = 4,
            EnableFaults = true,
            StopGracePeriod = TimeSpan.FromSeconds(1),
            HardwareTiers = [new("small", "Small", 1, 4), new("tiny", "Tiny", 1, 0.25)],
        };

    public async ValueTask InitializeAsync()
    {
        Server = await LocalDomino.StartAsync(Options);
        Api = new TestApi(Server);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Api.Dispose();
        await Server.DisposeAsync();
    }
}
