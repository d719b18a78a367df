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

/// <summary>A server for all tests of the run. Each test creates its own project.</summary>
public sealed class ToolFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _cache = new();
    private int _projects;

    public LocalDomino Server { get; private set; } = null!;

    public DominoClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // The journals of interrupted transfers must not be stored in the user's cache.
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", _cache.Path);
        Server = await LocalDomino.StartAsync(new LocalDominoOptions { UserName = "ada", MaxConcurrentJobs = 4 }.AddDataSources());
        Client = new DominoClient(new DominoClientOptions { Host = Server.Address.AbsoluteUri, ApiKey = Server.ApiKey });
    }

    /// <summary>Creates a project and returns its name with its owner.</summary>
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

    /// <summary>Runs the tool as a separate process against the server.</summary>
    public async Task<(int ExitCode, string Output, string Error)> ProcessAsync(string folder, params string[] args)
    {
        using var process = ToolProcess.Start(args, Variables(), folder);
        return await process.EndAsync();
    }

    /// <summary>Runs a shell script against the server, in which <c>$DOMINO</c> is the tool.</summary>
    public async Task<(int ExitCode, string Output, string Error)> ShellAsync(string folder, string script)
    {
        using var process = ToolProcess.StartShell(script, Variables(), folder);
        return await process.EndAsync();
    }

    /// <summary>The variables that connect a process to the server.</summary>
    public IReadOnlyDictionary<string, string> Variables() =>
        new Dictionary<string, string>
        {
            ["DOMINO_API_HOST"] = Server.Address.AbsoluteUri,
            ["DOMINO_USER_API_KEY"] = Server.ApiKey,
            ["DOMINO_DATASOURCE_PROXY_HOST"] = Server.Address.AbsoluteUri,
            ["DOMINO_DATASOURCE_PROXY_FLIGHT_HOST"] = Server.GetFlightAddress().OriginalString,
        };

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

/// <summary>The settings of a run of the tool, which replace the process's environment.</summary>
public sealed record ToolSettings
{
    public string? Host { get; init; }

    public string? FlightHost { get; init; }

    public string? Key { get; init; }

    public int? Width { get; init; }

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Presses Ctrl+C when standard output has this text.</summary>
    public string? InterruptAfter { get; init; }

    /// <summary>Presses Ctrl+C when this task has ended.</summary>
    public Task? InterruptWhen { get; init; }

    /// <summary>Gets the columns of the terminal at standard error. If null, standard error is not a terminal.</summary>
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
