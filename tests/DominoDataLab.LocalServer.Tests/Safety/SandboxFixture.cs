namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>A server that two people share, with jobs of both.</summary>
public sealed class SandboxFixture : IAsyncLifetime
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

    /// <summary>Skips a test where the sandbox cannot be had.</summary>
    public static void Need() => Assert.SkipUnless(Exists, "The sandbox needs Linux with bubblewrap (Debian: apt-get install bubblewrap).");

    public async ValueTask InitializeAsync()
    {
        if (!Exists)
        {
            return;
        }

        _server = await LocalDomino.StartAsync(
            new LocalDominoOptions
            {
                DataFolder = _data.FullName,
                UserName = "ada",
                Users = [new LocalUser("mallory")],
                MaxConcurrentJobs = 32,
                StopGracePeriod = TimeSpan.FromSeconds(2),
                HardwareTiers = [new("small", "Small", 1, 4), new("tiny", "Tiny", 1, 0.25)],
            }
        );
        _ada = new TestApi(_server);
        _mallory = new TestApi(_server, "mallory");
    }

    public async ValueTask DisposeAsync()
    {
        _ada?.Dispose();
        _mallory?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }

    private static T Started<T>(T? part)
        where T : class
    {
        Need();
        return part ?? throw new InvalidOperationException("The server was not started.");
    }
}
