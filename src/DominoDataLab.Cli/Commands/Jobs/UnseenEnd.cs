using System.Net;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary>Says what is known about a job whose end was not seen.</summary>
internal static class UnseenEnd
{
    public static Task SayStillRunningAsync(CommandContext context, string jobId) =>
        context.SayAsync(
            $"Job {jobId} is still running.\nTo follow its log, run: domino job logs {jobId} --follow\nTo stop"
                + $" it, run: domino job stop {jobId}"
        );

    /// <summary>Determines whether an error says nothing about the job itself, so that the job may still be running.</summary>
    public static bool LostJob(Exception e) =>
        e
            is DominoConnectionException
                or DominoTimeoutException
                or OutputException
                or DominoApiException { StatusCode: >= HttpStatusCode.InternalServerError };

    /// <summary>Reports such an error and the last known status of the job.</summary>
    public static async Task<ExitCode> ExplainAsync(CommandContext context, string jobId, Job? seen, Exception e)
    {
        await context.SayAsync($"domino: {(context.IsVerbose ? e.Message : Failure.Message(e))}");
        await context.SayAsync(
            (
                seen is null
                    ? $"Job {jobId} may still be running."
                    : $"Job {seen.Number} ({jobId}) was last seen as {seen.Status}.{(seen.IsCompleted ? "" : " It may still be running.")}"
            ) + $"\nTo see its status, run: domino job status {jobId}"
        );
        return Failure.Code(e);
    }
}
