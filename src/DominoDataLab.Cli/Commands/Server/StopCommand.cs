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
            "Stop the server on a data folder and wait for its end. Running jobs are stopped, and their results are kept."
        )
        {
            SharedOptions.Data,
        }.Does(async context =>
        {
            var (row, process) = ServerState.Find(context.Get(SharedOptions.Data)!);
            using (process)
            {
                await RequestEndAsync(context, process);
                await process.WaitForExitAsync(context.CancellationToken);
            }

            await context.SayAsync($"The server at {row.Address} has stopped.");
            return ExitCode.Success;
        });

    private static async Task RequestEndAsync(CommandContext context, Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows cannot signal the process of another console. Data that was acknowledged is on disk. Running jobs end as Error on
            // the next start.
            await context.SayAsync(
                "domino: On Windows, this ends the server and its running jobs at once. To let it shut down,"
                    + " press Ctrl+C in its own window."
            );
            process.Kill(entireProcessTree: true);
            return;
        }

        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(context.CancellationToken);
    }
}
