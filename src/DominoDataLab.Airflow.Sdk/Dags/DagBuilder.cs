using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>
/// A DAG that is written in C#, for Airflow 3.4. It says which tasks there are and in what order; <c>AddTask</c> of the bundle's
/// builder adds their code.
/// </summary>
public sealed class DagBuilder
{
    private readonly AirflowBundleBuilder _bundle;
    private readonly HashSet<string> _ids = [];

    internal DagBuilder(AirflowBundleBuilder bundle, string dagId, DagOptions options)
    {
        _bundle = bundle;
        DagId = dagId;
        Options = options;
        Timetable = Timetable.Parse(options);
    }

    /// <summary>Gets the ID of the DAG.</summary>
    public string DagId { get; }

    internal DagOptions Options { get; }

    internal Timetable Timetable { get; }

    internal List<DagTask> Tasks { get; } = [];

    internal List<DagNode> Children { get; } = [];

    internal SortedDictionary<string, SortedDictionary<string, string>> Labels { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a task.</summary>
    /// <param name="taskId">The ID of the task.</param>
    /// <param name="options">The options, or null for Airflow's defaults.</param>
    /// <param name="inputs">The arguments of the task's code: other tasks stand for their return values, and other values for
    /// themselves.</param>
    /// <exception cref="ArgumentException">There is a task or group with the ID already.</exception>
    public DagTask AddTask(string taskId, DagTaskOptions? options = null, params object?[] inputs) =>
        AddTask(null, taskId, options, inputs);

    /// <summary>Adds a task that runs some of the tasks after it and skips the others.</summary>
    /// <param name="taskId">The ID of the task.</param>
    /// <param name="choose">Returns the ID of the task to run, or null to run none.</param>
    /// <param name="choices">The tasks to choose from.</param>
    /// <param name="options">The options, or null for Airflow's defaults.</param>
    /// <param name="inputs">The inputs of the task, which its code finds in <see cref="TaskContext.Arguments"/> as <c>arg0</c>, <c>arg1</c>
    /// and so on.</param>
    /// <exception cref="ArgumentException">There is a task or group with the ID already.</exception>
    public DagTask AddBranch(
        string taskId,
        Func<TaskContext, Task<string?>> choose,
        IReadOnlyList<DagTask> choices,
        DagTaskOptions? options = null,
        params object?[] inputs
    )
    {
        ArgumentNullException.ThrowIfNull(choose);
        ArgumentNullException.ThrowIfNull(choices);
        var branch = Add(new DagTask(this, null, taskId, options ?? new DagTaskOptions()) { IsBranch = true, Inputs = inputs });
        foreach (var choice in choices)
        {
            Connect(branch, choice, null);
        }

        var ids = choices.Select(choice => choice.Id).ToList();
        _bundle.AddTask(DagId, branch.Id, context => BranchAsync(context, choose, ids));
        return branch;
    }

    /// <summary>Adds a task that triggers a run of another DAG. Airflow itself runs it.</summary>
    /// <exception cref="ArgumentException">There is a task or group with the ID already.</exception>
    public DagTask AddTriggerDagRun(string taskId, TriggerDagRunOptions trigger, DagTaskOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return Add(new DagTask(this, null, taskId, options ?? new DagTaskOptions()) { Trigger = trigger });
    }

    /// <summary>Adds a task group.</summary>
    /// <param name="groupId">The ID of the group, without the ID of a group around it.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <exception cref="ArgumentException">There is a task or group with the ID already.</exception>
    public DagGroup AddGroup(string groupId, DagGroupOptions? options = null) => AddGroup(null, groupId, options);

    internal DagGroup AddGroup(DagGroup? parent, string groupId, DagGroupOptions? options)
    {
        var group = new DagGroup(this, parent, groupId, options ?? new DagGroupOptions());
        Register(group);
        return group;
    }

    internal DagTask AddTask(DagGroup? parent, string taskId, DagTaskOptions? options, IReadOnlyList<object?> inputs) =>
        Add(new DagTask(this, parent, taskId, options ?? new DagTaskOptions()) { Inputs = inputs });

    /// <summary>Draws an edge. Groups stand for the tasks at their ends, as far as edges were drawn before.</summary>
    internal void Connect(DagNode from, DagNode to, string? label)
    {
        if (from.Dag != this || to.Dag != this)
        {
            throw new ArgumentException($"'{from.Id}' and '{to.Id}' are not in the same DAG.");
        }

        var leaves = from.Leaves();
        var roots = to.Roots();
        foreach (var leaf in leaves)
        {
            foreach (var root in roots)
            {
                leaf.Downstream.Add(root.Id);
                root.Upstream.Add(leaf.Id);
            }
        }

        Record(from, to, leaves);
        if (label is not null)
        {
            Label(from, to, roots, label);
        }
    }

    private static void Record(DagNode from, DagNode to, IReadOnlyList<DagTask> leaves)
    {
        switch (from, to)
        {
            case (DagGroup upper, DagGroup lower):
                upper.DownstreamGroups.Add(lower.Id);
                lower.UpstreamGroups.Add(upper.Id);
                lower.UpstreamTasks.UnionWith(leaves.Select(leaf => leaf.Id));
                break;
            case (DagGroup upper, _):
                upper.DownstreamTasks.Add(to.Id);
                break;
            case (_, DagGroup lower):
                lower.UpstreamTasks.Add(from.Id);
                break;
        }
    }

    private void Label(DagNode from, DagNode to, IReadOnlyList<DagTask> roots, string label)
    {
        var start = from is DagGroup ? $"{from.Id}.downstream_join_id" : from.Id;
        if (!Labels.TryGetValue(start, out var labels))
        {
            Labels[start] = labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        }

        labels[to is DagGroup ? $"{to.Id}.upstream_join_id" : to.Id] = label;
        if (from is DagTask && to is DagGroup)
        {
            foreach (var root in roots)
            {
                labels[root.Id] = label;
            }
        }
    }

    private DagTask Add(DagTask task)
    {
        Register(task);
        Tasks.Add(task);
        foreach (var input in task.Inputs.OfType<DagTask>())
        {
            Connect(input, task, null);
        }

        return task;
    }

    private void Register(DagNode node)
    {
        if (!_ids.Add(node.Id))
        {
            throw new ArgumentException($"The DAG '{DagId}' has two tasks or groups with the ID '{node.Id}'.");
        }

        (node.Parent?.Children ?? Children).Add(node);
    }

    private static async Task BranchAsync(TaskContext context, Func<TaskContext, Task<string?>> choose, List<string> choices)
    {
        var chosen = await choose(context).ConfigureAwait(false);
        if (chosen is not null && !choices.Contains(chosen))
        {
            throw new InvalidOperationException($"The branch chose '{chosen}'. Use {string.Join(" or ", choices)}.");
        }

        await context
            .TaskInstances.SkipDownstreamAsync([.. choices.Where(choice => choice != chosen)], context.CancellationToken)
            .ConfigureAwait(false);
    }
}
