using System.CommandLine;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary><c>domino job logs</c></summary>
internal static class LogsCommand
{
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Go on until the log is complete" };
    private static readonly Option<int?> Tail = new Option<int?>("--tail")
    {
        Description = "Only the last lines of what is there now",
        HelpName = "lines",
    }.Checked(text => Number.IsWhole(text, out _), "a whole number, 0 or more");

    public static Command Create() =>
        new ToolCommand("logs", "Shows a job's log.", "domino job logs 6565a0b1c2d3e4f5a6b7c8d9 --follow --tail 20")
        {
            SharedOptions.JobId,
            Follow,
            Tail,
        }.Does(async context =>
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

    private static IAsyncEnumerable<LogLine> Lines(CommandContext context, string id) =>
        context.Domino.Jobs.StreamLogsAsync(
            id,
            new LogOptions { Follow = context.Get(Follow), Tail = context.Get(Tail) },
            context.CancellationToken
        );
}
