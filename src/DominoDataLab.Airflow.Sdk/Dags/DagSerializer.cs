namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>Serializes DAGs in version 3 of Airflow's format. Options that have their default are left out.</summary>
internal static class DagSerializer
{
    private const int Version = 3;

    public static Dictionary<string, object?> Serialize(DagBuilder dag, string file, string relativeFile)
    {
        var options = dag.Options;
        var fields = new DagFields()
            .Add("dag_id", dag.DagId)
            .Add("fileloc", file)
            .Add("relative_fileloc", relativeFile)
            .Add("timezone", "UTC")
            .Add("timetable", dag.Timetable.Serialize())
            .Add("tasks", dag.Tasks.Select(TaskSerializer.Serialize).ToList())
            .Add("dag_dependencies", dag.Tasks.Where(task => task.Trigger is not null).Select(Dependency).ToList())
            .Add("task_group", GroupSerializer.SerializeRoot(dag.Children))
            .Add("edge_info", EdgeInfo(dag))
            .Add("params", Array.Empty<object>())
            .Add("deadline", null)
            .Add("allowed_run_types", null)
            .AddIf("description", options.Description)
            .AddIf("dag_display_name", options.DisplayName)
            .AddIf("doc_md", options.DocMarkdown)
            .AddIf("start_date", DagFields.Seconds(options.StartDate))
            .AddIf("end_date", DagFields.Seconds(options.EndDate))
            .AddIf("dagrun_timeout", DagFields.Seconds(options.RunTimeout))
            .AddIf("catchup", options.Catchup)
            .AddIf("max_active_tasks", options.MaxActiveTasks)
            .AddIf("max_active_runs", options.MaxActiveRuns)
            .AddIf("max_consecutive_failed_dag_runs", options.MaxConsecutiveFailedRuns)
            .AddIf("fail_fast", options.FailFast)
            .AddIf("is_paused_upon_creation", options.IsPausedUponCreation)
            .AddIf("render_template_as_native_obj", options.RenderTemplateAsNativeObject)
            .AddIf("disable_bundle_versioning", options.DisableBundleVersioning);
        if (options.Tags.Count > 0)
        {
            fields.Add("tags", options.Tags.Distinct().Order(StringComparer.Ordinal).ToList());
        }

        return new() { ["__version"] = Version, ["dag"] = fields.Values };
    }

    private static Dictionary<string, object?> Dependency(DagTask task) =>
        new()
        {
            ["source"] = task.Dag.DagId,
            ["target"] = task.Trigger!.DagId,
            ["label"] = task.Id,
            ["dependency_type"] = "trigger",
            ["dependency_id"] = task.Id,
        };

    private static Dictionary<string, object?> EdgeInfo(DagBuilder dag) =>
        dag.Labels.ToDictionary(
            start => start.Key,
            object? (start) =>
                start.Value.ToDictionary(end => end.Key, object? (end) => new Dictionary<string, object?> { ["label"] = end.Value })
        );
}
