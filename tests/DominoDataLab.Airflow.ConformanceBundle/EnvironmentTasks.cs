using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.ConformanceBundle;

/// <summary>Variables, connections, secrets and the context.</summary>
internal static partial class EnvironmentTasks
{
    private const string Connections = "csharp_connections";

    public static void AddTo(AirflowBundleBuilder builder)
    {
        builder.AddTask("csharp_variables", "roundtrip", RoundtripAsync);
        builder.AddTask(Connections, "full", FullAsync);
        builder.AddTask(Connections, "minimal", MinimalAsync);
        builder.AddTask(Connections, "absent", AbsentAsync);
        builder.AddTask("csharp_mask", "secrets", MaskAsync);
        builder.AddTask("csharp_context", "show", ShowAsync);
        builder.AddTask("csharp_big", "parallel_requests", ParallelAsync);
    }

    private static async Task<Dictionary<string, object?>> RoundtripAsync(TaskContext context)
    {
        var variables = context.Variables;
        var result = new Dictionary<string, object?>
        {
            ["existing"] = await variables.FindAsync("csharp_existing"),
            ["absent"] = await variables.FindAsync("csharp_absent"),
        };
        await variables.SetAsync("csharp_put", "new é");
        result["put"] = await variables.FindAsync("csharp_put");
        await variables.DeleteAsync("csharp_put");
        result["deleted"] = await variables.FindAsync("csharp_put");
        await variables.SetAsync("csharp_left", "left behind", "Written by the conformance bundle.");
        return result;
    }

    private static async Task<Dictionary<string, object?>> FullAsync(TaskContext context)
    {
        var connection = await context.Connections.GetAsync("csharp_full");
        LogPassword(context.Logger, connection.Password);
        return new()
        {
            ["conn_type"] = connection.Type,
            ["host"] = connection.Host,
            ["login"] = connection.Login,
            ["schema"] = connection.Schema,
            ["port"] = connection.Port,
            ["extra"] = connection.GetExtra(),
            ["password_length"] = connection.Password?.Length,
        };
    }

    private static async Task<Dictionary<string, object?>> MinimalAsync(TaskContext context)
    {
        var connection = await context.Connections.GetAsync("csharp_minimal");
        return new()
        {
            ["conn_type"] = connection.Type,
            ["nulls"] = new object?[]
            {
                connection.Host,
                connection.Login,
                connection.Password,
                connection.Schema,
                connection.Port,
                connection.ExtraText,
            },
        };
    }

    private static async Task<string?> AbsentAsync(TaskContext context)
    {
        try
        {
            await context.Connections.GetAsync("csharp_no_such");
            return null;
        }
        catch (AirflowException exception)
        {
            return exception.ErrorCode;
        }
    }

    private static async Task MaskAsync(TaskContext context)
    {
        const string own = "own-secret-value-77";
        var secret = await context.Variables.GetAsync("csharp_secret");
        await context.MaskSecretAsync(own);
        LogSecrets(context.Logger, secret, own);
        Console.WriteLine($"out {secret} {own}");
    }

    private static Task<Dictionary<string, object?>> ShowAsync(TaskContext context) =>
        Task.FromResult(
            new Dictionary<string, object?>
            {
                ["dag_id"] = context.TaskInstance.DagId,
                ["task_id"] = context.TaskInstance.TaskId,
                ["run_id"] = context.TaskInstance.RunId,
                ["try_number"] = context.TryNumber,
                ["map_index"] = context.TaskInstance.MapIndex,
                ["conf"] = context.DagRun.Conf.ToDictionary(),
                ["logical_date"] = context.LogicalDate?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss"),
                ["run_type"] = context.DagRun.RunType,
            }
        );

    private static async Task<int> ParallelAsync(TaskContext context)
    {
        var values = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => context.Variables.FindAsync("csharp_existing")));
        return values.Count(value => value == "hello");
    }

    [LoggerMessage(LogLevel.Information, "password is {Password}")]
    private static partial void LogPassword(ILogger logger, string? password);

    [LoggerMessage(LogLevel.Information, "variable {Value} own {Own}")]
    private static partial void LogSecrets(ILogger logger, string value, string own);
}
