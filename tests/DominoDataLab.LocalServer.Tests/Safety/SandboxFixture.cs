namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>A server that two people share, with jobs of both.</summary>
public class SandboxFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("shared-server-");

    private LocalDomino? _server;
    private TestApi? _ada;
    private TestApi? _mallory;

    /// <summary>true if this machine can run a sandbox; otherwise, false.</summary>
    public static bool Exists { get; } =
        OperatingSystem.IsLinux()
        && Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(place => File.Exists(Path.Combine(place, "bwrap")));

    public LocalDomino Server => Started(_server);

    /// <summary>The requests of the administrator, whose data the other user is after.</summary>
    public TestApi Ada => Started(_ada);

    /// <summary>The requests of the other user.</summary>
    public TestApi Mallory => Started(_mallory);

    /// <summary>The folder of the server's data.</summary>
    protected string Data => _data.FullName;

    /// <summary>The options of the server.</summary>
    protected virtual LocalDominoOptions Options =>
        new()
        {
            DataFolder = Data,
            UserName = "ada",
            Users = [new LocalUser("mallory")],
            MaxConcurrentJobs = 32,
            StopGracePeriod = TimeSpan.FromSeconds(2),
            HardwareTiers = [new("small", "Small", 1, 4), new("tiny", "Tiny", 1, 0.25)],
        };

    /// <summary>true if the machine has what the server needs; otherwise, false, and every test is skipped.</summary>
    protected virtual bool CanStart => Exists;

    /// <summary>Skips a test where the sandbox cannot be had.</summary>
    public static void Need() => Assert.SkipUnless(Exists, "The sandbox needs Linux with bubblewrap (Debian: apt-get install bubblewrap).");

    public async ValueTask InitializeAsync()
    {
        if (!CanStart)
        {
            return;
        }

        _server = await LocalDomino.StartAsync(Options);
        _ada = new TestApi(_server);
        _mallory = new TestApi(_server, "mallory");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _ada?.Dispose();
        _mallory?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }

    private T Started<T>(T? part)
        where T : class
    {
        Assert.SkipUnless(CanStart, "This machine does not have what the server of these tests needs.");
        return part ?? throw new InvalidOperationException("The server was not started.");
    }
}
