using System.Text.Json;
using DominoDataLab.Cli.Output;
using DominoDataLab.Cli.Tests;
using DominoDataLab.Client;
using DominoDataLab.Client.Projects;
using DominoDataLab.Data;
using DominoDataLab.LocalServer;
using DominoDataLab.LocalServer.Data;

[assembly: AssemblyFixture(typeof(ToolFixture))]

namespace DominoDataLab.Cli.Tests;

/// <summary>One server for the run, and the tool as its user; each test makes a project of its own.</summary>
public sealed class ToolFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _cache = new();
    private int _projects;

    public LocalDomino Server { get; private set; } = null!;

    public DominoClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // Journals of transfers that a test breaks off are no business of the user's.
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", _cache.Path);
        Server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada", MaxConcurrentJobs = 4 }.AddDataSources());
        Client = new DominoClient(new DominoClientOptions { Host = Server.Address.AbsoluteUri, ApiKey = Server.ApiKey });
    }

    /// <summary>A new project's name, with its owner.</summary>
    public async Task<string> NewProjectAsync()
    {
        var project = await Client.Projects.CreateAsync(
            new CreateProjectRequest { Name = $"tool{Interlocked.Increment(ref _projects)}" },
            TestContext.Current.CancellationToken
        );
        return $"ada/{project.Name}";
    }

    /// <summary>Runs the tool against the server.</summary>
    public Task<ToolRun> RunAsync(params string[] args) => ToolRun.StartAsync(args, ToConnect());

    public ToolSettings ToConnect() =>
        new()
        {
            Host = Server.Address.AbsoluteUri,
            FlightHost = Server.GetFlightAddress().OriginalString,
            Key = Server.ApiKey,
        };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _cache.Dispose();
    }
}

/// <summary>What a run of the tool is given instead of the process's environment.</summary>
public sealed record ToolSettings
{
    public string? Host { get; init; }

    public string? FlightHost { get; init; }

    public string? Key { get; init; }

    public int? Width { get; init; }

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Ctrl+C, once standard output has this text.</summary>
    public string? InterruptAfter { get; init; }

    /// <summary>Ctrl+C, once this has come about.</summary>
    public Task? InterruptWhen { get; init; }

    /// <summary>Columns of the terminal that standard error is; null: it is none.</summary>
    public int? ErrorWidth { get; init; }
}

/// <summary>A run of the tool in this process: its exit code and what it wrote.</summary>
public sealed record ToolRun(string ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static async Task<ToolRun> StartAsync(string[] args, ToolSettings settings)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new WatchedWriter(settings.InterruptAfter, interrupt);
        using var error = new StringWriter();
        var variables = new Dictionary<string, string>(settings.Variables);
        if (settings.Host is { } host)
        {
            variables["DOMINO_API_HOST"] = host;
        }

        var toolHost = new ToolHost
        {
            Output = output,
            Error = settings.ErrorWidth is { } columns ? new StatusLine(error, columns) : error,
            Width = settings.Width,
            Variable = name => variables.GetValueOrDefault(name),
            Connect = loggers => new DominoClient(
                new DominoClientOptions
                {
                    Host = settings.Host,
                    ApiKey = settings.Key,
                    MaxRetries = 0,
                },
                loggerFactory: loggers
            ),
            ConnectData = loggers => new DominoDataClient(
                new DominoDataClientOptions
                {
                    Host = settings.Host,
                    DataSourceProxy = settings.Host,
                    FlightHost = settings.FlightHost,
                    ApiKey = settings.Key,
                },
                loggers
            ),
        };
        var running = Tool.RunAsync(args, toolHost, interrupt.Token);
        if (settings.InterruptWhen is { } moment)
        {
            await Task.WhenAny(moment, running);
            await interrupt.CancelAsync();
        }

        var code = await running;
        return new ToolRun(code.ToString(), output.ToString(), error.ToString());
    }

    private sealed class WatchedWriter(string? text, CancellationTokenSource interrupt) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (text is not null && value?.Contains(text, StringComparison.Ordinal) == true)
            {
                interrupt.Cancel();
            }
        }

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
