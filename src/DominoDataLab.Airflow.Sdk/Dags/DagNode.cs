namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>A task or a task group of a DAG.</summary>
public abstract class DagNode
{
    private protected DagNode(DagBuilder dag, DagGroup? parent, string localId)
    {
        ArgumentException.ThrowIfNullOrEmpty(localId);
        Dag = dag;
        Parent = parent;
        LocalId = localId;
        Id = parent?.Prefix is { Length: > 0 } prefix ? $"{prefix}.{localId}" : localId;
    }

    /// <summary>Gets the ID, including the prefix of the group.</summary>
    public string Id { get; }

    internal DagBuilder Dag { get; }

    internal DagGroup? Parent { get; }

    internal string LocalId { get; }

    /// <summary>Makes another task or group wait for this one.</summary>
    /// <param name="next">The task or group that waits.</param>
    /// <param name="label">The label of the edge, or null.</param>
    /// <returns><paramref name="next"/>, so that calls can be chained.</returns>
    public DagNode Before(DagNode next, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(next);
        Dag.Connect(this, next, label);
        return next;
    }

    /// <summary>Gets the tasks of this node without an upstream task in it.</summary>
    internal abstract IReadOnlyList<DagTask> Roots();

    /// <summary>Gets the tasks of this node without a downstream task in it.</summary>
    internal abstract IReadOnlyList<DagTask> Leaves();
}
