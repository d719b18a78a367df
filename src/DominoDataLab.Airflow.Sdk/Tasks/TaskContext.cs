using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Protocol;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.Sdk.Tasks;

/// <summary>The run of a task, and its access to Airflow. All members can be used concurrently.</summary>
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
        State = new TaskStateClient(supervisor, TaskInstance, types);
        DagRuns = new DagRunsClient(supervisor, TaskInstance, types);
        TaskInstances = new TaskInstancesClient(supervisor, TaskInstance, types, XComs);
        Params = new TaskArguments(RunParams.Merge(defaultParams, DagRun.Conf, types), types, "parameter");
        Arguments = new TaskArguments(new Dictionary<string, JsonElement>(), types, "argument");
    }

    /// <summary>Creates a context without Airflow, such as for a test or a program of your own.</summary>
    /// <param name="task">The data that the task reads. By default, a first try of a run without data.</param>
    /// <param name="cancellationToken">A token to stop the task.</param>
    public static TaskContext CreateLocal(LocalTask? task = null, CancellationToken cancellationToken = default)
    {
        task ??= new LocalTask();
        var types = new JsonTypes();
        foreach (var context in task.Json)
        {
            types.Add(context);
        }

        var supervisor = new InMemorySupervisor(task, types);
        var details = new StartupDetails
        {
            TaskInstance = new TaskInstance
            {
                Id = $"{task.DagId}/{task.RunId}/{task.TaskId}",
                DagId = task.DagId,
                TaskId = task.TaskId,
                RunId = task.RunId,
                TryNumber = task.TryNumber,
            },
            Context = new RunContext
            {
                DagRun = new DagRun
                {
                    DagId = task.DagId,
                    RunId = task.RunId,
                    LogicalDate = task.LogicalDate,
                    RunType = "manual",
                    State = "running",
                    Conf = task.Conf.ToDictionary(pair => pair.Key, pair => supervisor.Encode(pair.Value)),
                },
            },
        };
        return new TaskContext(details, supervisor, types, task.LoggerFactory, new Dictionary<string, object?>(), cancellationToken)
        {
            Arguments = new TaskArguments(
                task.Arguments.ToDictionary(pair => pair.Key, pair => supervisor.Encode(pair.Value)),
                types,
                "argument"
            ),
        };
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

    /// <summary>Gets values that are kept between the tries of this task instance.</summary>
    public TaskStateClient State { get; }

    /// <summary>Gets the DAG runs.</summary>
    public DagRunsClient DagRuns { get; }

    /// <summary>Gets the other task instances.</summary>
    public TaskInstancesClient TaskInstances { get; }

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

    /// <summary>Shows values in the tab "Rendered Template" of Airflow's UI.</summary>
    /// <param name="fields">The values by name. At least one is required.</param>
    /// <param name="cancellationToken">A token to cancel the wait for the reply.</param>
    public async Task SetRenderedFieldsAsync(IReadOnlyDictionary<string, object?> fields, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentOutOfRangeException.ThrowIfZero(fields.Count);
        var request = new Request("SetRenderedFields").Set("rendered_fields", ValueWriter.Encode(fields, _types, "the rendered fields"));
        await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the label of a mapped task instance.</summary>
    public async Task SetRenderedMapIndexAsync(string label, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        var request = new Request("SetRenderedMapIndex").Set("rendered_map_index", label);
        await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks a person a question. Return <see cref="TaskOutcome.AwaitInput"/> afterwards to wait for the answer.</summary>
    public async Task AskAsync(HumanInputRequest question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentOutOfRangeException.ThrowIfZero(question.Options.Count, nameof(question));
        var users = question.AssignedUsers?.Select(user => new Dictionary<string, string> { ["id"] = user.Key, ["name"] = user.Value });
        var request = new Request("CreateHITLDetailPayload")
            .Set("ti_id", TaskInstance.Id)
            .Set("options", Encode(question.Options))
            .Set("subject", question.Subject)
            .SetIf("body", question.Body)
            .Set("defaults", Encode(question.Defaults))
            .Set("multiple", question.AllowMultiple)
            .Set("params", Encode(question.Params ?? new Dictionary<string, object?>()))
            .Set("assigned_users", Encode(users?.ToList() ?? []));
        await _supervisor.RequestAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private ReadOnlyMemory<byte> Encode(object? value) => ValueWriter.Encode(value, _types, "the question");

    private static TaskResumption? Resume(RunContext context) =>
        context.NextMethod is { } method ? new TaskResumption { NextMethod = method, State = context.NextKwargs } : null;
}
