using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary><c>domino job status</c></summary>
internal static class StatusCommand
{
    public static Command Create() =>
        new ToolCommand("status", "Show the status of jobs.", "domino job status 12 13 -p ada/sales") { JobReference.Jobs }.Does(
            async context =>
            {
                var jobs = new List<JobRow>();
                foreach (var id in await JobReference.IdsAsync(context))
                {
                    jobs.Add(JobRow.From(await context.Domino.Jobs.GetAsync(id, context.CancellationToken)));
                }

                await JobRow.WriteAsync(context, jobs);
                return ExitCode.Success;
            }
        );
}
