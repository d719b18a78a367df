using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>What a task knows of its run, and what it can ask Airflow for. All members can be used concurrently.</summary>
public sealed class TaskContext
{
    private readonly Supervisor _supervisor;
    private readonly JsonTypes _types;

    internal TaskContext(
        StartupDetails details,
        Supervisor supervisor,
        JsonTypes types,
        ILoggerFactory loggerFactory,
        IReadOnlyDictionary<string, object?> defaultParams,
        CancellationToken cancellationToken
    )
    {
        _supervisor = supervisor;
        _types = types;
        TaskInstance = details.TaskInstance;
        DagRun = details.Context.DagRun;
        MaxTries = details.Context.MaxTries;
        RescheduleCount = details.Context.TaskRescheduleCount;
        WillRetry = details.Context.ShouldRetry;
        Resumption = Resume(details.Context);
        LoggerFactory = loggerFactory;
        Logger = loggerFactory.CreateLogger("task");
        CancellationToken = cancellationToken;
        Secrets = new SecretMasker(supervisor, types);
        XComs = new XComsClient(supervisor, TaskInstance, types);
        Variables = new VariablesClient(supervisor, Secrets, types);
        Connections = new ConnectionsClient(supervisor, Secrets);
        Assets = new AssetsClient(supervisor, TaskInstance, types);
        Params = new TaskArguments(RunParams.Merge(defaultParams, DagRun.Conf, types), types, "parameter");
        Arguments = new TaskArguments(new Dictionary<string, JsonElement>(), types, "argument");
    }

    /// <summary>Gets the task instance: its IDs, try number and map index.</summary>
    public TaskInstance TaskInstance { get; }

    /// <summary>Gets the DAG run: its ID, dates and configuration.</summary>
    public DagRun DagRun { get; }

    /// <summary>Gets the logical date of the run, or null for a run without one.</summary>
    public DateTimeOffset? LogicalDate => DagRun.LogicalDate;

    /// <summary>Gets the number of the try. The first try is 1.</summary>
    public int TryNumber => TaskInstance.TryNumber;

    /// <summary>Gets the number of tries after which Airflow doesn't retry.</summary>
    public int MaxTries { get; }

    /// <summary>Gets how often the task was rescheduled in this try.</summary>
    public int RescheduleCount { get; }

    /// <summary>Gets a value that indicates whether Airflow retries the task if it fails now.</summary>
    public bool WillRetry { get; }

    /// <summary>Gets what a deferred task left for itself, or null if the task starts from the beginning.</summary>
    public TaskResumption? Resumption { get; }

    /// <summary>
    /// Gets the parameters of the run: the run's configuration, and below it the defaults that were registered with <c>AddParams</c>.
    /// Airflow doesn't send the defaults of a Python DAG.
    /// </summary>
    public TaskArguments Params { get; }

    /// <summary>Gets the arguments of the stub call by name. Airflow 3.3 doesn't send any.</summary>
    public TaskArguments Arguments { get; internal set; }

    /// <summary>Gets the XComs.</summary>
    public XComsClient XComs { get; }

    /// <summary>Gets the variables.</summary>
    public VariablesClient Variables { get; }

    /// <summary>Gets the connections.</summary>
    public ConnectionsClient Connections { get; }

    /// <summary>Gets the assets.</summary>
    public AssetsClient Assets { get; }

    /// <summary>Gets a logger for Airflow's task log.</summary>
    public ILogger Logger { get; }

    /// <summary>Gets a factory for loggers with other names.</summary>
    public ILoggerFactory LoggerFactory { get; }

    /// <summary>Gets a token that is canceled when Airflow stops the task. The process ends at most a few seconds later.</summary>
    public CancellationToken CancellationToken { get; }

    internal SecretMasker Secrets { get; }

    /// <summary>Masks a secret in the task log from now on. Values shorter than five characters aren't masked.</summary>
    /// <param name="secret">A string, or a map whose strings are masked.</param>
    /// <param name="cancellationToken">A token to cancel the wait for the reply.</param>
    public Task MaskSecretAsync(object secret, CancellationToken cancellationToken = default) =>
        Secrets.MaskAsync(secret, null, cancellationToken);

    private static TaskResumption? Resume(RunContext context) =>
        context.NextMethod is { } method ? new TaskResumption { NextMethod = method, State = context.NextKwargs } : null;
}
