namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>A task of a DAG.</summary>
public sealed class DagTask : DagNode
{
    internal DagTask(DagBuilder dag, DagGroup? parent, string localId, DagTaskOptions options)
        : base(dag, parent, localId) => Options = options;

    internal DagTaskOptions Options { get; }

    internal IReadOnlyList<object?> Inputs { get; init; } = [];

    internal bool IsBranch { get; init; }

    internal TriggerDagRunOptions? Trigger { get; init; }

    internal SortedSet<string> Downstream { get; } = new(StringComparer.Ordinal);

    internal HashSet<string> Upstream { get; } = [];

    internal override IReadOnlyList<DagTask> Roots() => [this];

    internal override IReadOnlyList<DagTask> Leaves() => [this];
}
