using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Dags;
using DominoDataLab.Airflow.Sdk.Protocol;
using DominoDataLab.Airflow.Sdk.Runtime;

namespace DominoDataLab.Airflow.Sdk.Packaging;

/// <summary>Answers Airflow's DAG processor, which asks for the tasks and DAGs of a bundle.</summary>
internal static class ParseAnswers
{
    /// <summary>Declares the tasks of Python DAGs. The answer depends only on the bundle.</summary>
    public static Request TaskHandlers(JsonElement request, BundleTasks bundle)
    {
        var native = bundle.NativeDags.Select(dag => dag.DagId).ToHashSet();
        var handlers = bundle
            .Dags.Where(dag => !native.Contains(dag.Key))
            .ToDictionary(dag => dag.Key, object? (dag) => dag.Value.Select(task => Declare(task, bundle)).ToList());
        return Answer("TaskHandlerParsingResult", request, "task_handlers", handlers, bundle)
            .Set("import_errors", (string?)null)
            .Set("warnings", (string?)null);
    }

    /// <summary>Hands the DAGs over that the bundle defines itself.</summary>
    public static Request Dags(JsonElement request, BundleTasks bundle)
    {
        var file = Reply.GetString(request, "file") ?? "";
        var relative = RelativeTo(Reply.GetString(request, "bundle_path"), file);
        var dags = bundle
            .NativeDags.Select(dag => new Dictionary<string, object?> { ["data"] = DagSerializer.Serialize(dag, file, relative) })
            .ToList();
        return Answer("DagFileParsingResult", request, "serialized_dags", dags, bundle)
            .Set("import_errors", ValueWriter.Encode(new Dictionary<string, object?>(), bundle.Types, "the errors"))
            .Set("warnings", (string?)null);
    }

    private static Request Answer(string type, JsonElement request, string field, object value, BundleTasks bundle) =>
        new Request(type).Set("fileloc", Reply.GetString(request, "file") ?? "").Set(field, ValueWriter.Encode(value, bundle.Types, field));

    private static Dictionary<string, object?> Declare(TaskRegistration task, BundleTasks bundle)
    {
        var names = task.Parameters is [var only] ? bundle.Types.FindProperties(only) : null;
        return new()
        {
            ["task_id"] = task.TaskId,
            ["binding"] = task.Parameters is null || names is not null ? "named" : "positional",
            ["params"] = names is not null
                ? names.Select(name => Parameter(name, null)).ToList()
                : task.Parameters?.Select(type => Parameter(null, ValueSchema.Of(type))).ToList(),
        };
    }

    private static Dictionary<string, object?> Parameter(string? name, object? schema) =>
        new()
        {
            ["name"] = name,
            ["value_schema"] = schema,
            ["exact_name"] = false,
        };

    private static string RelativeTo(string? folder, string file)
    {
        var relative = string.IsNullOrEmpty(folder) ? file : Path.GetRelativePath(folder, file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }
}
