using DominoDataLab.Airflow.Sdk.Dags;
using DominoDataLab.Airflow.Sdk.Json;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>The tasks of a bundle, in the order in which they were added.</summary>
internal sealed class BundleTasks
{
    private readonly Dictionary<string, Dictionary<string, TaskRegistration>> _dags = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, object?>> _params = [];

    public JsonTypes Types { get; } = new();

    /// <summary>Gets or sets the task that runs in place of every task that was not added, or null.</summary>
    public IAirflowTask? Fallback { get; set; }

    /// <summary>Gets the DAGs that the bundle defines itself.</summary>
    public List<DagBuilder> NativeDags { get; } = [];

    /// <summary>Gets the IDs of the DAGs and the tasks of each.</summary>
    public IEnumerable<KeyValuePair<string, IReadOnlyCollection<TaskRegistration>>> Dags =>
        _dags.Select(dag => new KeyValuePair<string, IReadOnlyCollection<TaskRegistration>>(dag.Key, dag.Value.Values));

    /// <exception cref="ArgumentException">The task is there already.</exception>
    public void Add(TaskRegistration task)
    {
        if (!_dags.TryGetValue(task.DagId, out var tasks))
        {
            _dags[task.DagId] = tasks = [];
        }

        if (!tasks.TryAdd(task.TaskId, task))
        {
            throw new ArgumentException($"The task '{task.TaskId}' of the DAG '{task.DagId}' was added twice.");
        }
    }

    public void SetParams(string dagId, IReadOnlyDictionary<string, object?> values) => _params[dagId] = values;

    public TaskRegistration? Find(string dagId, string taskId) =>
        _dags.GetValueOrDefault(dagId)?.GetValueOrDefault(taskId)
        ?? (Fallback is { } fallback ? new TaskRegistration(dagId, taskId, null, _ => fallback.ExecuteAsync) : null);

    public IReadOnlyDictionary<string, object?> ParamsOf(string dagId) =>
        _params.GetValueOrDefault(dagId) ?? new Dictionary<string, object?>();

    /// <summary>Lists the tasks for a person.</summary>
    public string Describe() =>
        _dags.Count == 0 ? "no tasks" : string.Join(", ", _dags.SelectMany(dag => dag.Value.Keys.Select(task => $"{dag.Key}/{task}")));
}
