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
            var options = new LogOptions { Follow = context.Get(Follow), Tail = context.Get(Tail) };
            foreach (var id in await JobReference.IdsAsync(context))
            {
                var log = new FollowedLog(context, id);
                try
                {
                    await using var output = new LogOutput(context);
                    await foreach (var line in log.ReadAsync(options, context.CancellationToken))
                    {
                        await output.WriteAsync(line);
                    }
                }
                catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
                {
                    await UnseenEnd.SayStillRunningAsync(context, id);
                    return ExitCode.Interrupted;
                }
                catch (Exception e) when (options.Follow && UnseenEnd.LostJob(e))
                {
                    return await UnseenEnd.ExplainAsync(context, id, log.Seen, e);
                }
            }

            return ExitCode.Success;
        });
}
