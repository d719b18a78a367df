namespace DominoDataLab.Airflow.Sdk.Dags;

/// <summary>Serializes tasks.</summary>
internal static class TaskSerializer
{
    private const int DefaultRetryDelaySeconds = 300;
    private static readonly string[] TriggerFields =
    [
        "trigger_dag_id",
        "trigger_run_id",
        "logical_date",
        "conf",
        "wait_for_completion",
        "skip_when_already_exists",
    ];

    public static Dictionary<string, object?> Serialize(DagTask task)
    {
        var fields = new DagFields().Add("task_id", task.Id);
        if (task.Trigger is { } trigger)
        {
            AddTrigger(fields, trigger);
        }
        else
        {
            AddStub(fields, task);
        }

        if (task.Downstream.Count > 0)
        {
            fields.Add("downstream_task_ids", task.Downstream);
        }

        AddOptions(fields, task.Options);
        return new() { ["__type"] = "operator", ["__var"] = fields.Values };
    }

    private static void AddStub(DagFields fields, DagTask task)
    {
        fields
            .Add("task_type", "CSharpOperator")
            .Add("_task_module", "airflow.sdk.coordinators.executable")
            .Add("language", "csharp")
            .Add("template_fields", Array.Empty<string>())
            .Add("is_stub", true);
        if (task.Inputs.Count > 0)
        {
            fields.Add("_arg_bindings", task.Inputs.Select(Binding).ToList());
        }

        if (task.IsBranch)
        {
            fields.Add("_can_skip_downstream", true);
        }
    }

    private static Dictionary<string, object?> Binding(object? input, int position) =>
        input is DagTask upstream
            ? new()
            {
                ["kind"] = "xcom",
                ["name"] = $"arg{position}",
                ["task_id"] = upstream.Id,
            }
            : new()
            {
                ["kind"] = "literal",
                ["name"] = $"arg{position}",
                ["value"] = input,
            };

    // Python's operator with the fields that it serializes; Airflow runs it without this bundle.
    private static void AddTrigger(DagFields fields, TriggerDagRunOptions trigger) =>
        fields
            .Add("task_type", "TriggerDagRunOperator")
            .Add("_task_module", "airflow.providers.standard.operators.trigger_dagrun")
            .Add("template_fields", TriggerFields)
            .Add("template_fields_renderers", new Dictionary<string, object?> { ["conf"] = "py" })
            .Add("_operator_extra_links", new Dictionary<string, object?> { ["Triggered DAG"] = "_link_TriggerDagRunLink" })
            .Add("ui_color", "#ffefeb")
            .Add("trigger_dag_id", trigger.DagId)
            .AddIf("trigger_run_id", trigger.RunId)
            .AddIf("conf", trigger.Conf)
            .Add("logical_date", trigger.LogicalDate ?? "NOTSET")
            .Add("wait_for_completion", trigger.WaitForCompletion)
            .Add("skip_when_already_exists", trigger.SkipWhenAlreadyExists);

    private static void AddOptions(DagFields fields, DagTaskOptions options) =>
        fields
            .AddUnless("queue", options.Queue, "default")
            .AddUnless("owner", options.Owner, "airflow")
            .AddUnless("retries", options.Retries, 0)
            .AddUnless("retry_delay", DagFields.Seconds(options.RetryDelay), DefaultRetryDelaySeconds)
            .AddUnless("retry_exponential_backoff", options.RetryExponentialBackoff, 0)
            .AddIf("max_retry_delay", DagFields.Seconds(options.MaxRetryDelay))
            .AddIf("execution_timeout", DagFields.Seconds(options.ExecutionTimeout))
            .AddUnless("trigger_rule", options.TriggerRule, "all_success")
            .AddUnless("pool", options.Pool, "default_pool")
            .AddUnless("pool_slots", options.PoolSlots, 1)
            .AddUnless("priority_weight", options.PriorityWeight, 1)
            .AddUnless("weight_rule", options.WeightRule, "downstream")
            .AddUnless("depends_on_past", options.DependsOnPast, false)
            .AddUnless("ignore_first_depends_on_past", options.IgnoreFirstDependsOnPast, false)
            .AddUnless("wait_for_past_depends_before_skipping", options.WaitForPastDependsBeforeSkipping, false)
            .AddUnless("wait_for_downstream", options.WaitForDownstream, false)
            .AddUnless("do_xcom_push", options.PushXCom, true)
            .AddIf("doc_md", options.DocMarkdown)
            .AddIf("_task_display_name", options.DisplayName)
            .AddIf("executor", options.Executor)
            .AddIf("map_index_template", options.MapIndexTemplate)
            .AddIf("max_active_tis_per_dag", options.MaxActiveInstancesPerDag)
            .AddIf("max_active_tis_per_dagrun", options.MaxActiveInstancesPerRun)
            .AddIf("start_date", DagFields.Seconds(options.StartDate))
            .AddIf("end_date", DagFields.Seconds(options.EndDate));
}
