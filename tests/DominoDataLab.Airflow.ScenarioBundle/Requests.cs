using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.ScenarioBundle;

/// <summary>Requests to a supervisor that answers late, wrongly or never.</summary>
internal static partial class Requests
{
    public static void AddTo(AirflowBundleBuilder builder)
    {
        builder.AddTask("requests", "variable", context => context.Variables.FindAsync("v"));
        builder.AddTask("requests", "error", ErrorAsync);
        builder.AddTask("requests", "canceled", CanceledAsync);
        builder.AddTask("requests", "hostile_names", HostileNamesAsync);
        builder.AddTask("requests", "connection", ConnectionAsync);
        builder.AddTask("requests", "parallel", ParallelAsync);
        builder.AddTask("requests", "number", context => context.XComs.GetAsync<long>("upstream"));
        builder.AddTask("requests", "report", context => context.XComs.GetAsync<Report>("upstream"));
    }

    private static async Task<string> ErrorAsync(TaskContext context)
    {
        try
        {
            return await context.Variables.GetAsync("v");
        }
        catch (AirflowException error)
        {
            return $"{error.ErrorCode} {error.StatusCode}";
        }
    }

    /// <summary>Gives up on a request, and makes another one on the same connection.</summary>
    private static async Task<string> CanceledAsync(TaskContext context)
    {
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            await context.Variables.FindAsync("slow", impatience.Token);
            return "not canceled";
        }
        catch (OperationCanceledException)
        {
            return (await context.Variables.FindAsync("v"))!;
        }
    }

    private static async Task<Dictionary<string, string>> HostileNamesAsync(TaskContext context)
    {
        var results = new Dictionary<string, string>();
        await TryAsync("variable", () => context.Variables.FindAsync("k\ud800"));
        await TryAsync("set", () => context.Variables.SetAsync("k", "v\udc00"));
        await TryAsync("connection", () => context.Connections.FindAsync("\ud83d"));
        await TryAsync("xcom", () => context.XComs.GetAsync<string>("t\ud800"));
        await TryAsync("push", () => context.XComs.PushAsync("k\ud800", 1));
        await TryAsync("question", () => context.XComs.PushAsync("a?b", 1));
        await TryAsync("empty", () => context.XComs.PushAsync("", 1));
        await TryAsync("mask", () => context.MaskSecretAsync("secret \ud800"));
        return results;

        async Task TryAsync(string name, Func<Task> action)
        {
            try
            {
                await action();
                results[name] = "sent";
            }
            catch (Exception error)
            {
                results[name] = $"{error.GetType().Name}: {error.Message}";
            }
        }
    }

    private static async Task<string> ConnectionAsync(TaskContext context)
    {
        var connection = await context.Connections.GetAsync("secretive");
        LogText(context.Logger, $"password {connection.Password} token {connection.FindExtra("token")} nested {connection.ExtraText}");
        return $"{connection.Type} {connection.Host} {connection.Port} {connection.Login}";
    }

    private static async Task<int> ParallelAsync(TaskContext context)
    {
        var values = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => context.Variables.FindAsync($"v{i % 10}")));
        return values.Where((value, i) => value == $"value {i % 10}").Count();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
    private static partial void LogText(ILogger logger, string text);
}
