using System.Text;
using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Supervisor.Running;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;
using DominoDataLab.Client.Projects;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Airflow.Tests.Supervised;

/// <summary>A local server for the tests of the operators. Each test has its own project and its own Airflow.</summary>
public sealed class DominoServer : IAsyncLifetime
{
    private readonly string _files = Directory.CreateTempSubdirectory("domino-airflow-").FullName;
    private LocalDomino? _server;
    private int _names;

    public DominoClient Client { get; private set; } = null!;

    public Uri Address => _server!.Address;

    public string ApiKey => _server!.ApiKey;

    public async ValueTask InitializeAsync()
    {
        _server = await LocalDomino.StartAsync(new LocalDominoOptions { MaxConcurrentJobs = 2, StopGracePeriod = TimeSpan.FromSeconds(2) });
        Client = new DominoClient(new DominoClientOptions { Host = Address.AbsoluteUri, ApiKey = ApiKey });
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server!.DisposeAsync();
        Directory.Delete(_files, recursive: true);
    }

    /// <summary>Creates a project with a script job.sh.</summary>
    internal async Task<OperatorRun> NewRunAsync(string script)
    {
        var name = $"p-{Interlocked.Increment(ref _names)}";
        var project = await Client.Projects.CreateAsync(new CreateProjectRequest { Name = name }, TestContext.Current.CancellationToken);
        var client = Client.Project($"{project.OwnerUserName}/{project.Name}");
        await client.Files.UploadTextAsync(script, "job.sh", cancellationToken: TestContext.Current.CancellationToken);
        return new OperatorRun(this, client, $"{project.OwnerUserName}/{project.Name}", Path.Combine(_files, name));
    }
}

/// <summary>A project, a task that runs a job in it, and a file whose existence lets the job end.</summary>
internal sealed class OperatorRun(DominoServer server, ProjectClient project, string name, string gate)
{
    public TestAirflow Airflow { get; } = new(Bundles.Domino);

    public DominoClient Client => server.Client;

    /// <summary>Gets the part of a script that waits for <see cref="Release"/>.</summary>
    public static string WaitForRelease => "while [ ! -e \"$1\" ]; do sleep 0.1; done";

    public void Release() => File.WriteAllText(gate, "");

    /// <summary>Gets the first try of the task, with more or other input.</summary>
    public TaskStart Start(params (string Name, JsonNode? Value)[] input)
    {
        var conf = new JsonObject
        {
            ["project"] = name,
            ["command"] = new JsonArray("job.sh", gate),
            ["host"] = server.Address.AbsoluteUri,
            ["api_key"] = server.ApiKey,
            ["startup_delay"] = 0,
            ["poll_freq"] = 0.2,
        };
        foreach (var (key, value) in input)
        {
            conf[key] = value;
        }

        return new TaskStart
        {
            DagId = "domino_job",
            TaskId = "run",
            RunId = TestAirflow.RunId,
            Conf = conf,
        };
    }

    public async Task<List<Job>> JobsAsync() =>
        await project
            .Jobs.ListAsync(cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

    public JsonObject Result() => Airflow.State.XComs.Get("domino_job", TestAirflow.RunId, "run")!.AsObject();
}
