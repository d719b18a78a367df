using DominoDataLab.LocalServer.Tests;

[assembly: AssemblyFixture(typeof(LocalServerFixture))]

namespace DominoDataLab.LocalServer.Tests;

/// <summary>One server for the run; each test makes a project of its own.</summary>
public class LocalServerFixture : IAsyncLifetime
{
    private LocalDomino? _server;
    private TestApi? _api;

    public LocalDomino Server => Started(_server);

    public TestApi Api => Started(_api);

    /// <summary>true if the machine has what the server needs; otherwise, false, and every test is skipped.</summary>
    protected virtual bool CanStart => true;

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
        if (CanStart)
        {
            _server = await LocalDomino.StartAsync(Options);
            _api = new TestApi(_server);
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _api?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private T Started<T>(T? part)
        where T : class
    {
        Assert.SkipUnless(CanStart, "This machine does not have what the server of these tests needs.");
        return part ?? throw new InvalidOperationException("The server was not started.");
    }
}
