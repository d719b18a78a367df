using System.Text.Json;
using DominoDataLab.Airflow.Sdk.Json;
using DominoDataLab.Airflow.Sdk.Logging;
using DominoDataLab.Airflow.Sdk.Protocol;
using DominoDataLab.Airflow.Sdk.Tasks;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>Runs one task from its first message to the message that ends it.</summary>
internal sealed class TaskRunner(TaskContext context, RunContext run, JsonTypes types, TaskStop stop, TerminalReport report)
{
    private bool SpeaksAirflow34 => run.ArgBindings.ValueKind != JsonValueKind.Undefined;

    /// <summary>Runs the task. Returns true if Airflow acknowledged its end.</summary>
    public async Task<bool> RunAsync(TaskRegistration task)
    {
        Request end;
        try
        {
            end = await ExecuteAsync(task).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            end = EndOf(exception);
        }

        return !stop.IsSupervisorLost && await report.SendAsync(end).ConfigureAwait(false);
    }

    /// <summary>Gets the message for a task whose process ends before the task did.</summary>
    public Request Abandoned(string reason) => Fail(reason, null, canRetry: true, delay: null);

    private async Task<Request> ExecuteAsync(TaskRegistration task)
    {
        if (run.NextMethod == TaskResumption.TriggerFailed)
        {
            return Fail($"The trigger of the deferred task failed: {run.NextKwargs}", null, canRetry: true, delay: null);
        }

        await ClearXComsAsync().ConfigureAwait(false);
        var arguments = await ArgumentBindings
            .ResolveAsync(run.ArgBindings, context.XComs, types, context.CancellationToken)
            .ConfigureAwait(false);
        context.Arguments = new TaskArguments(
            arguments.All.DistinctBy(one => one.Name).ToDictionary(one => one.Name, one => one.Value),
            types,
            "argument"
        );
        var body = task.Bind(arguments);

        // On the pool, so that a body that blocks doesn't block the runtime. The task ends when it is done or its time is up.
        var running = Task.Run(() => body(context));
        if (await Task.WhenAny(running, stop.GraceEnded).ConfigureAwait(false) != running)
        {
            Log.NotStopped(context.Logger);
            return TerminalMessages.End(DateTimeOffset.UtcNow, "failed");
        }

        return await EndOfAsync(await running.ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<Request> EndOfAsync(object? result)
    {
        if (stop.Reason is not null)
        {
            return TerminalMessages.End(DateTimeOffset.UtcNow, "failed");
        }

        if (result is TaskOutcome outcome)
        {
            return EndOf(outcome, null);
        }

        if (result is not null)
        {
            await context.XComs.PushAsync(XComOptions.ReturnValue, result, context.CancellationToken).ConfigureAwait(false);
        }

        return TerminalMessages.Succeed(DateTimeOffset.UtcNow, context.Assets.Events, types);
    }

    private Request EndOf(Exception exception)
    {
        if (stop.Reason is not null)
        {
            // Whatever the task threw on its way out is a consequence. It is logged unless it is the cancellation itself.
            if (exception is not OperationCanceledException)
            {
                Log.TaskFailed(context.Logger, Describe(exception), exception);
            }

            return TerminalMessages.End(DateTimeOffset.UtcNow, "failed");
        }

        return exception is TaskOutcomeException thrown
            ? EndOf(thrown.Outcome, exception)
            : Fail(Describe(exception), exception, canRetry: true, delay: null);
    }

    private Request EndOf(TaskOutcome outcome, Exception? exception)
    {
        var now = DateTimeOffset.UtcNow;
        switch (outcome)
        {
            case SkipOutcome:
                Log.TaskSkipped(context.Logger, outcome.Reason ?? "no reason given");
                return TerminalMessages.End(now, "skipped");
            case RescheduleOutcome reschedule:
                Log.TaskSuspended(context.Logger, $"rescheduled to {Moment.Format(reschedule.Time)}");
                return TerminalMessages.Reschedule(now, reschedule.Time);
            case DeferOutcome defer:
                Log.TaskSuspended(context.Logger, "deferred");
                return TerminalMessages.Defer(defer, types);
            case AwaitInputOutcome wait:
                Log.TaskSuspended(context.Logger, "waits for input");
                return TerminalMessages.AwaitInput(wait, types);
            case FailOutcome fail:
                return Fail(fail.Reason ?? "no reason given", exception, fail.CanRetry, fail.Delay);
            default:
                throw new InvalidOperationException($"The outcome {outcome.GetType().Name} is unknown.");
        }
    }

    private Request Fail(string reason, Exception? exception, bool canRetry, TimeSpan? delay)
    {
        reason = context.Secrets.Apply(reason);
        Log.TaskFailed(context.Logger, reason, exception);
        var now = DateTimeOffset.UtcNow;
        if (canRetry && run.ShouldRetry)
        {
            return TerminalMessages.Retry(now, delay, reason);
        }

        if (delay is not null)
        {
            Log.NoRetriesLeft(context.Logger);
        }

        return TerminalMessages.End(now, "failed", SpeaksAirflow34 ? reason : null);
    }

    // Airflow 3.3 keeps what an earlier try pushed.
    private async Task ClearXComsAsync()
    {
        foreach (var key in run.XcomKeysToClear ?? [])
        {
            await context.XComs.DeleteAsync(key, context.CancellationToken).ConfigureAwait(false);
        }
    }

    private static string Describe(Exception exception) => ExceptionWriter.Describe(exception);
}
