namespace DominoDataLab.LocalServer.Tests.Safety;

/// <summary>A server that two people share, with jobs of both.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("shared-server-");

    public LocalDomino Server { get; private set; } = null!;

    /// <summary>The requests of the administrator, whose data the other user is after.</summary>
    public TestApi Ada { get; private set; } = null!;

    /// <summary>The requests of the other user.</summary>
    public TestApi Mallory { get; private set; } = null!;

    /// <summary>Skips a test where the sandbox cannot be had.</summary>
    public static void Need()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The sandbox needs Linux.");
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(place => File.Exists(Path.Combine(place, "bwrap"))),
            "The sandbox needs bubblewrap (Debian: apt-get install bubblewrap)."
        );
    }

    public async ValueTask InitializeAsync()
    {
        Need();
        Server = await LocalDomino.StartAsync(
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
        Ada = new TestApi(Server);
        Mallory = new TestApi(Server, "mallory");
    }

    public async ValueTask DisposeAsync()
    {
        Ada?.Dispose();
        Mallory?.Dispose();
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }
}
