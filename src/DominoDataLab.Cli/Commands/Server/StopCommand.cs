using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace DominoDataLab.Cli.Commands.Server;

/// <summary><c>domino server stop</c></summary>
internal static class StopCommand
{
    public static Command Create() =>
        new ToolCommand(
            "stop",
            "Stops the server on a data folder and waits until it has ended; running jobs are stopped and their results kept."
        )
        {
            SharedOptions.Data,
        }.Does(async context =>
        {
            var (row, process) = ServerState.Find(context.Get(SharedOptions.Data)!);
            using (process)
            {
                await AskToEndAsync(context, process);
                await process.WaitForExitAsync(context.CancellationToken);
            }

            await context.SayAsync($"The server at {row.Address} has stopped.");
            return ExitCode.Success;
        });

    private static async Task AskToEndAsync(CommandContext context, Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows has no signal to another console's process. What was answered is on disk; running jobs end as Error on the next
            // start.
            await context.SayAsync(
                "domino: on Windows the server is ended at once, and running jobs with it; Ctrl+C in its own window stops it gently."
            );
            process.Kill(entireProcessTree: true);
            return;
        }

        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(context.CancellationToken);
    }
}
