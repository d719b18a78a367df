using System.Text.Json;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary>Writes a job's log: its lines as they are, or a JSON object for each.</summary>
internal static class LogOutput
{
    public static async Task WriteAsync(CommandContext context, IAsyncEnumerable<LogLine> lines)
    {
        await foreach (var line in lines)
        {
            await WriteAsync(context, line);
        }
    }

    public static async Task WriteAsync(CommandContext context, LogLine line)
    {
        await context.Data.WriteLineAsync(
            context.IsJson
                ? JsonSerializer.Serialize(new LogRow(line.TimestampNanoseconds, line.Type.Value, line.Text), OutputJson.Written.LogRow)
                : line.Text
        );
        await context.Data.FlushAsync(context.CancellationToken);
    }

    public static Task SayThatItGoesOnAsync(CommandContext context, string jobId) =>
        context.SayAsync(
            $"Job {jobId} is still running. See its log with: domino job logs {jobId} --follow\nStop it with: domino job stop {jobId}"
        );
}
