using System.CommandLine;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary><c>domino job logs</c></summary>
internal static class LogsCommand
{
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Continue until the log is complete" };
    private static readonly Option<int?> Tail = new Option<int?>("--tail")
    {
        Description = "Only the last lines of the current log",
        HelpName = "lines",
    }.Checked(text => Number.IsWhole(text, out _), "a whole number, 0 or more");

    public static Command Create() =>
        new ToolCommand(
            "logs",
            "Show the logs of jobs, one after the other.",
            "domino job logs 12 -p ada/sales --follow --tail 20",
            "domino job logs 6565a0b1c2d3e4f5a6b7c8d9"
        )
        {
            JobReference.Jobs,
            Follow,
            Tail,
        }.Does(async context =>
        {
            foreach (var id in await JobReference.IdsAsync(context))
            {
                try
                {
                    await WriteAsync(context, id);
                }
                catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
                {
                    await LogOutput.SayStillRunningAsync(context, id);
                    return ExitCode.Interrupted;
                }
            }

            return ExitCode.Success;
        });

    private static async Task WriteAsync(CommandContext context, string id)
    {
        var options = new LogOptions { Follow = context.Get(Follow), Tail = context.Get(Tail) };
        await foreach (var line in context.Domino.Jobs.StreamLogsAsync(id, options, context.CancellationToken))
        {
            context.Log.Connected();
            await LogOutput.WriteAsync(context, line);
        }
    }
}
