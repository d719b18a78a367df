using System.Net;
using System.Text.Json;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary>Writes a job's log and what is known about the job if the log breaks off.</summary>
internal static class LogOutput
{
    /// <summary>Writes a line of a log as it is, or as a JSON object.</summary>
    public static Task WriteAsync(CommandContext context, LogLine line) =>
        context.IsJson
            ? context.Data.WriteLineAsync(JsonSerializer.Serialize(LogRow.From(line), OutputJson.Written.LogRow))
            : WriteLineAsync(context, context.Data, line);

    /// <summary>Writes the text of a line. On a terminal, only the last state of a progress bar is shown.</summary>
    public static Task WriteLineAsync(CommandContext context, TextWriter writer, LogLine line) =>
        writer.WriteLineAsync(context.IsTerminal ? LastState(line.Text) : line.Text);

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
    public static async Task<ExitCode> ExplainAsync(CommandContext context, Job job, Exception e)
    {
        await context.SayAsync($"domino: {(context.IsVerbose ? e.Message : Failure.Message(e))}");
        await context.SayAsync(
            $"Job {job.Number} ({job.Id}) was last seen as {job.Status}. It may still be running.\n"
                + $"To see its status, run: domino job status {job.Id}"
        );
        return Failure.Code(e);
    }

    // A program that shows progress returns to the start of the line and writes over it.
    private static string LastState(string text)
    {
        var whole = text.TrimEnd('\r');
        return whole[(whole.LastIndexOf('\r') + 1)..];
    }
}
