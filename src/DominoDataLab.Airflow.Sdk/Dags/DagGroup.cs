namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>A group of tasks.</summary>
public sealed class DagGroup : DagNode
{
    internal DagGroup(DagBuilder dag, DagGroup? parent, string localId, DagGroupOptions options)
        : base(dag, parent, localId) => Options = options;

    internal DagGroupOptions Options { get; }

    internal string Prefix => Options.PrefixGroupId ? Id : Parent?.Prefix ?? "";

    internal List<DagNode> Children { get; } = [];

    internal SortedSet<string> UpstreamGroups { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> DownstreamGroups { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> UpstreamTasks { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> DownstreamTasks { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a task to the group.</summary>
    /// <inheritdoc cref="DagBuilder.AddTask(string, DagTaskOptions?, object?[])"/>
    public DagTask AddTask(string taskId, DagTaskOptions? options = null, params object?[] inputs) =>
        Dag.AddTask(this, taskId, options, inputs);

    /// <summary>Adds a group to the group.</summary>
    /// <inheritdoc cref="DagBuilder.AddGroup(string, DagGroupOptions?)"/>
    public DagGroup AddGroup(string groupId, DagGroupOptions? options = null) => Dag.AddGroup(this, groupId, options);

    // An empty group stands for the one around it.
    internal override IReadOnlyList<DagTask> Roots() => Ends(task => task.Upstream) ?? Parent?.Roots() ?? [];

    internal override IReadOnlyList<DagTask> Leaves() => Ends(task => task.Downstream) ?? Parent?.Leaves() ?? [];

    internal IEnumerable<DagTask> Tasks() => Children.SelectMany(child => child is DagGroup group ? group.Tasks() : [(DagTask)child]);

    private List<DagTask>? Ends(Func<DagTask, IEnumerable<string>> neighbors)
    {
        var tasks = Tasks().ToList();
        var ids = tasks.Select(task => task.Id).ToHashSet();
        return tasks.Count == 0 ? null : tasks.FindAll(task => !neighbors(task).Any(ids.Contains));
    }
}
