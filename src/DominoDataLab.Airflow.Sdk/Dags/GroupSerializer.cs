namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>Serializes task groups. The root group has no ID.</summary>
internal static class GroupSerializer
{
    public static Dictionary<string, object?> SerializeRoot(IReadOnlyList<DagNode> children) =>
        Start(null, children, new DagGroupOptions())
            .Add("upstream_group_ids", Array.Empty<string>())
            .Add("downstream_group_ids", Array.Empty<string>())
            .Add("upstream_task_ids", Array.Empty<string>())
            .Add("downstream_task_ids", Array.Empty<string>())
            .Values;

    private static Dictionary<string, object?> Serialize(DagGroup group) =>
        Start(group.LocalId, group.Children, group.Options)
            .Add("upstream_group_ids", group.UpstreamGroups)
            .Add("downstream_group_ids", group.DownstreamGroups)
            .Add("upstream_task_ids", group.UpstreamTasks)
            .Add("downstream_task_ids", group.DownstreamTasks)
            .Values;

    private static DagFields Start(string? id, IReadOnlyList<DagNode> children, DagGroupOptions options) =>
        new DagFields()
            .Add("_group_id", id)
            .Add("children", children.ToDictionary(child => child.Id, object? (child) => Child(child)))
            .Add("group_display_name", options.DisplayName)
            .Add("prefix_group_id", options.PrefixGroupId)
            .Add("tooltip", options.Tooltip)
            .Add("ui_color", options.Color)
            .Add("ui_fgcolor", options.TextColor)
            .AddIf("doc_md", options.DocMarkdown);

    private static object[] Child(DagNode child) => child is DagGroup group ? ["taskgroup", Serialize(group)] : ["operator", child.Id];
}
