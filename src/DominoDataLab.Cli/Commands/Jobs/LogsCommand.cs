using System.CommandLine;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary><c>domino job logs</c></summary>
internal static class LogsCommand
{
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Go on until the log is complete" };
    private static readonly Option<int?> Tail = new Option<int?>("--tail") { Description = "Only the last lines of what is there now", HelpName = "lines" }
        .Checked(text => Number.IsWhole(text, out _), "a whole number, 0 or more");

    public static Command Create() =>
        new ToolCommand("logs", "Shows a job's log.", "domino job logs 6565a0b1c2d3e4f5a6b7c8d9 --follow --tail 20") { SharedOptions.JobId, Follow, Tail }.Does(async context =>
        {
            var id = context.Get(SharedOptions.JobId);
            try
            {
                await LogOutput.WriteAsync(context, Lines(context, id));
                return ExitCode.Success;
            }
            catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
            {
                await LogOutput.SayThatItGoesOnAsync(context, id);
                return ExitCode.Interrupted;
            }
        });

    private static IAsyncEnumerable<LogLine> Lines(CommandContext context, string id)
    {
        var all = context.Domino.Jobs.StreamLogsAsync(id, context.Get(Follow), context.CancellationToken);
        return context.Get(Tail) is not { } lines ? all
            : context.Get(Follow) ? LastAndFollowingAsync(context, id, lines, all)
            : all.TakeLast(lines);
    }

    // Where the log ends now is known only once it has been read; the lines before that are then passed over.
    private static async IAsyncEnumerable<LogLine> LastAndFollowingAsync(CommandContext context, string id, int lines, IAsyncEnumerable<LogLine> all)
    {
        var now = await context.Domino.Jobs.StreamLogsAsync(id, follow: false, context.CancellationToken).CountAsync(context.CancellationToken);
        await foreach (var line in all.Skip(Math.Max(now - lines, 0)).WithCancellation(context.CancellationToken))
        {
            yield return line;
        }
    }
}
