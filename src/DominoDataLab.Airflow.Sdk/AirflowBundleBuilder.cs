using System.Text.Json.Serialization;
using DominoDataLab.Airflow.Sdk.Dags;
using DominoDataLab.Airflow.Sdk.Runtime;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Sdk;

/// <summary>Collects the tasks of a bundle.</summary>
public sealed partial class AirflowBundleBuilder
{
    private readonly BundleTasks _tasks = new();
    private readonly string[] _args;

    internal AirflowBundleBuilder(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        _args = args;
    }

    /// <summary>Adds types that tasks return, read or take as arguments. Common types don't need a context.</summary>
    public AirflowBundleBuilder UseJson(JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _tasks.Types.Add(context);
        return this;
    }

    /// <summary>Adds defaults for the parameters of a DAG's runs. Airflow doesn't send the defaults of a Python DAG.</summary>
    public AirflowBundleBuilder AddParams(string dagId, IReadOnlyDictionary<string, object?> defaults)
    {
        ArgumentException.ThrowIfNullOrEmpty(dagId);
        ArgumentNullException.ThrowIfNull(defaults);
        _tasks.SetParams(dagId, defaults);
        return this;
    }

    /// <summary>Adds a task that returns nothing.</summary>
    /// <param name="dagId">The ID of the DAG.</param>
    /// <param name="taskId">The ID of the task, including the prefix of its task group, such as <c>group.task</c>.</param>
    /// <param name="task">The code of the task.</param>
    /// <exception cref="ArgumentException">The task was added before.</exception>
    public AirflowBundleBuilder AddTask(string dagId, string taskId, Func<TaskContext, Task> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(dagId, taskId, null, _ => context => WithoutResultAsync(task(context)));
    }

    /// <summary>Adds a task whose result is pushed as XCom. A null result isn't pushed.</summary>
    /// <inheritdoc cref="AddTask(string, string, Func{TaskContext, Task})"/>
    public AirflowBundleBuilder AddTask<TResult>(string dagId, string taskId, Func<TaskContext, Task<TResult>> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(dagId, taskId, null, _ => context => WithResultAsync(task(context)));
    }

    /// <summary>Adds a task that is a class.</summary>
    /// <inheritdoc cref="AddTask(string, string, Func{TaskContext, Task})"/>
    public AirflowBundleBuilder AddTask(string dagId, string taskId, IAirflowTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(dagId, taskId, null, _ => task.ExecuteAsync);
    }

    /// <summary>Adds a task that is a class. It is created when it runs.</summary>
    /// <inheritdoc cref="AddTask(string, string, Func{TaskContext, Task})"/>
    public AirflowBundleBuilder AddTask<TTask>(string dagId, string taskId)
        where TTask : IAirflowTask, new() => Add(dagId, taskId, null, _ => context => new TTask().ExecuteAsync(context));

    /// <summary>
    /// Adds a task that runs in place of every task that was not added. Airflow finds the bundle for the DAGs of its manifest only,
    /// so name them: <c>my-bundle pack --dag=etl</c>.
    /// </summary>
    /// <param name="task">The task, which finds the IDs in its context.</param>
    public AirflowBundleBuilder AddFallback(IAirflowTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        _tasks.Fallback = task;
        return this;
    }

    /// <summary>Adds a DAG that is written in C#, which needs Airflow 3.4. Add the code of its tasks with <c>AddTask</c>.</summary>
    /// <param name="dagId">The ID of the DAG.</param>
    /// <param name="options">The options, or null for Airflow's defaults.</param>
    /// <exception cref="ArgumentException">The DAG was added before, or its schedule is invalid.</exception>
    public DagBuilder AddDag(string dagId, DagOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(dagId);
        if (_tasks.NativeDags.Exists(dag => dag.DagId == dagId))
        {
            throw new ArgumentException($"The DAG '{dagId}' was added twice.");
        }

        var dag = new DagBuilder(this, dagId, options ?? new DagOptions());
        _tasks.NativeDags.Add(dag);
        return dag;
    }

    /// <summary>Creates the bundle.</summary>
    /// <exception cref="InvalidOperationException">A task of a DAG that is written in C# has no code.</exception>
    public AirflowBundle Build()
    {
        foreach (var task in _tasks.NativeDags.SelectMany(dag => dag.Tasks).Where(task => task.Trigger is null))
        {
            if (_tasks.Find(task.Dag.DagId, task.Id) is null)
            {
                throw new InvalidOperationException(
                    $"The task '{task.Id}' of the DAG '{task.Dag.DagId}' has no code. Add it with AddTask."
                );
            }
        }

        return new AirflowBundle(_tasks, _args);
    }

    private AirflowBundleBuilder Add(
        string dagId,
        string taskId,
        IReadOnlyList<Type>? parameters,
        Func<StubArguments, Func<TaskContext, Task<object?>>> bind
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(dagId);
        ArgumentException.ThrowIfNullOrEmpty(taskId);
        _tasks.Add(new TaskRegistration(dagId, taskId, parameters, bind));
        return this;
    }

    private static async Task<object?> WithoutResultAsync(Task running)
    {
        await running.ConfigureAwait(false);
        return null;
    }

    private static async Task<object?> WithResultAsync<TResult>(Task<TResult> running) => await running.ConfigureAwait(false);
}
