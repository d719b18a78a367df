using DominoDataLab.Airflow.Sdk;
using DominoDataLab.Airflow.Sdk.Tasks;

namespace DominoDataLab.Airflow.ConformanceBundle;

/// <summary>Failures, retries and skips.</summary>
internal static class OutcomeTasks
{
    private const string Retry = "csharp_retry";

    public static void AddTo(AirflowBundleBuilder builder)
    {
        builder.AddTask("csharp_fail", "throws", ThrowAsync);
        builder.AddTask("csharp_fail", "after", _ => Task.FromResult("never started"));
        builder.AddTask(
            Retry,
            "flaky",
            async context =>
                context.TryNumber < 3 ? throw new InvalidOperationException($"flaky try {context.TryNumber}") : await Task.FromResult(3)
        );
        builder.AddTask(Retry, "exhausts", ThrowAsync);
        builder.AddTask(Retry, "no_retry", _ => Task.FromResult(TaskOutcome.FailWithoutRetry("fail, do not retry")));
        builder.AddTask(
            Retry,
            "retry_in",
            async context =>
                context.TryNumber == 1
                    ? throw new TaskOutcomeException(TaskOutcome.RetryIn(TimeSpan.FromSeconds(1), "retry in 1 s"))
                    : await Task.FromResult("second")
        );
        builder.AddTask("csharp_skip", "skips", _ => Task.FromResult(TaskOutcome.Skip("nothing to do")));
        builder.AddTask("csharp_skip", "after_skip", _ => Task.FromResult("never started"));
        builder.AddTask("csharp_skip", "after_all_done", _ => Task.FromResult("done"));
        builder.AddTask("csharp_unknown", "registered", _ => Task.FromResult("registered"));
    }

    private static Task ThrowAsync(TaskContext context) => throw new InvalidOperationException("boom from the bundle");
}
