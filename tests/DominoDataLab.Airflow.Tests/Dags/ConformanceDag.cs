using System.Text.Json.Nodes;
using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Dags;

namespace DominoDataLab.Airflow.Tests.Dags;

/// <summary>Builds the DAGs of Airflow's serialization conformance file.</summary>
internal static class ConformanceDag
{
    public static DagBuilder Build(JsonObject input)
    {
        var dag = AirflowBundle.CreateBuilder([]).AddDag((string)input["dag_id"]!, Options(input["spec"] as JsonObject ?? []));
        var nodes = new Dictionary<string, DagNode>();
        foreach (var group in input["groups"] as JsonArray ?? [])
        {
            AddGroup(dag, nodes, group!);
        }

        // A branch is added when the tasks that it chooses from are there; it keeps its place among the tasks.
        var tasks = input["tasks"]!.AsArray().Select(task => task!.AsObject()).ToList();
        foreach (var task in tasks.Where(task => task["branch"] is null))
        {
            AddTask(dag, nodes, task);
        }

        foreach (var task in tasks.Where(task => task["branch"] is not null))
        {
            AddBranch(dag, nodes, task);
        }

        foreach (var edge in input["order_edges"] as JsonArray ?? [])
        {
            nodes[(string)edge![0]!].Before(nodes[(string)edge[1]!], edge.AsArray().Count > 2 ? (string?)edge[2] : null);
        }

        return dag;
    }

    /// <summary>Removes what each SDK writes differently, and the order of tasks and whole numbers.</summary>
    public static JsonNode? Normalize(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                var sorted = new JsonObject();
                foreach (var (name, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    if (name is not ("language" or "task_type"))
                    {
                        sorted[name] = name == "tasks" ? SortTasks(value!.AsArray()) : Normalize(value);
                    }
                }

                return sorted;
            case JsonArray list:
                return new JsonArray([.. list.Select(Normalize)]);
            case JsonValue value when value.TryGetValue(out double number):
                return JsonValue.Create(number);
            default:
                return node?.DeepClone();
        }
    }

    private static JsonArray SortTasks(JsonArray tasks) =>
        new([.. tasks.Select(Normalize).OrderBy(task => (string)task!["__var"]!["task_id"]!, StringComparer.Ordinal)]);

    private static void AddGroup(DagBuilder dag, Dictionary<string, DagNode> nodes, JsonNode group)
    {
        var id = group is JsonObject described ? (string)described["id"]! : (string)group!;
        var spec = (group as JsonObject)?["spec"] as JsonObject ?? [];
        var defaults = new DagGroupOptions();
        var options = new DagGroupOptions
        {
            PrefixGroupId = (bool?)spec["prefix_group_id"] ?? true,
            DisplayName = (string?)spec["group_display_name"] ?? defaults.DisplayName,
            Tooltip = (string?)spec["tooltip"] ?? defaults.Tooltip,
            Color = (string?)spec["ui_color"] ?? defaults.Color,
            TextColor = (string?)spec["ui_fgcolor"] ?? defaults.TextColor,
            DocMarkdown = (string?)spec["doc_md"],
        };
        var dot = id.LastIndexOf('.');
        nodes[id] = dot < 0 ? dag.AddGroup(id, options) : ((DagGroup)nodes[id[..dot]]).AddGroup(id[(dot + 1)..], options);
    }

    private static void AddTask(DagBuilder dag, Dictionary<string, DagNode> nodes, JsonObject task)
    {
        var id = (string)task["task_id"]!;
        var options = TaskOptions(task["spec"] as JsonObject ?? []);
        if (task["trigger_dag_run"] is JsonObject trigger)
        {
            nodes[id] = dag.AddTriggerDagRun(id, Trigger(trigger), options);
            return;
        }

        var inputs = Inputs(nodes, task);
        var added = task["group"] is { } group
            ? ((DagGroup)nodes[(string)group!]).AddTask(id, options, inputs)
            : dag.AddTask(id, options, inputs);
        nodes[added.Id] = added;
    }

    private static void AddBranch(DagBuilder dag, Dictionary<string, DagNode> nodes, JsonObject task)
    {
        var branch = task["branch"]!.AsObject();
        var choices = branch["cases"] is JsonArray cases
            ? cases.Select(one => (string)one!)
            : new[] { (string?)branch["then"], (string?)branch["else"] }.OfType<string>();
        var id = (string)task["task_id"]!;
        nodes[id] = dag.AddBranch(
            id,
            _ => Task.FromResult<string?>(null),
            [.. choices.Select(choice => (DagTask)nodes[choice])],
            null,
            Inputs(nodes, task)
        );
    }

    private static object?[] Inputs(Dictionary<string, DagNode> nodes, JsonObject task) =>
        [
            .. (task["upstream"] as JsonArray ?? []).Select(upstream => nodes[(string)upstream!]),
            .. (task["literals"] as JsonArray ?? []).Select(literal => literal?.DeepClone()),
        ];

    private static TriggerDagRunOptions Trigger(JsonObject trigger) =>
        new()
        {
            DagId = (string)trigger["trigger_dag_id"]!,
            RunId = (string?)trigger["trigger_run_id"],
            Conf = (trigger["conf"] as JsonObject)?.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
            LogicalDate = (string?)trigger["logical_date"],
            WaitForCompletion = (bool?)trigger["wait_for_completion"] ?? false,
            SkipWhenAlreadyExists = (bool?)trigger["skip_when_already_exists"] ?? false,
        };

    private static DagOptions Options(JsonObject spec) =>
        new()
        {
            Schedule = (string?)spec["schedule"],
            Description = (string?)spec["description"],
            DisplayName = (string?)spec["dag_display_name"],
            DocMarkdown = (string?)spec["doc_md"],
            Tags = [.. (spec["tags"] as JsonArray ?? []).Select(tag => (string)tag!)],
            StartDate = Time(spec["start_date"]),
            EndDate = Time(spec["end_date"]),
            RunTimeout = Duration(spec["dagrun_timeout"]),
            Catchup = (bool?)spec["catchup"],
            RenderTemplateAsNativeObject = (bool?)spec["render_template_as_native_obj"],
            DisableBundleVersioning = (bool?)spec["disable_bundle_versioning"],
            IsPausedUponCreation = (bool?)spec["is_paused_upon_creation"],
            MaxActiveTasks = (int?)spec["max_active_tasks"],
            MaxActiveRuns = (int?)spec["max_active_runs"],
            MaxConsecutiveFailedRuns = (int?)spec["max_consecutive_failed_dag_runs"],
            FailFast = (bool?)spec["fail_fast"],
        };

    private static DagTaskOptions TaskOptions(JsonObject spec) =>
        new()
        {
            Owner = (string?)spec["owner"],
            StartDate = Time(spec["start_date"]),
            EndDate = Time(spec["end_date"]),
            TriggerRule = (string?)spec["trigger_rule"],
            DependsOnPast = (bool?)spec["depends_on_past"],
            IgnoreFirstDependsOnPast = (bool?)spec["ignore_first_depends_on_past"],
            WaitForPastDependsBeforeSkipping = (bool?)spec["wait_for_past_depends_before_skipping"],
            WaitForDownstream = (bool?)spec["wait_for_downstream"],
            Retries = (int?)spec["retries"],
            Queue = (string?)spec["queue"],
            Pool = (string?)spec["pool"],
            PoolSlots = (int?)spec["pool_slots"],
            ExecutionTimeout = Duration(spec["execution_timeout"]),
            RetryDelay = Duration(spec["retry_delay"]),
            RetryExponentialBackoff = (double?)spec["retry_exponential_backoff"],
            MaxRetryDelay = Duration(spec["max_retry_delay"]),
            PriorityWeight = (int?)spec["priority_weight"],
            WeightRule = (string?)spec["weight_rule"],
            Executor = (string?)spec["executor"],
            PushXCom = (bool?)spec["do_xcom_push"],
            DocMarkdown = (string?)spec["doc_md"],
            MapIndexTemplate = (string?)spec["map_index_template"],
            MaxActiveInstancesPerDag = (int?)spec["max_active_tis_per_dag"],
            MaxActiveInstancesPerRun = (int?)spec["max_active_tis_per_dagrun"],
        };

    private static DateTimeOffset? Time(JsonNode? node) => node is null ? null : DateTimeOffset.Parse((string)node["$datetime"]!);

    private static TimeSpan? Duration(JsonNode? node) => node is null ? null : TimeSpan.FromSeconds((double)node["$timedelta_s"]!);
}
