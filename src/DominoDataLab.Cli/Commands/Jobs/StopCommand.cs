using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary><c>domino job stop</c></summary>
internal static class StopCommand
{
    private static readonly Option<bool> Discard = new("--discard") { Description = "Discard the files that the job has changed" };

    public static Command Create() =>
        new ToolCommand(
            "stop",
            "Stop jobs with all their processes. The files that a job has changed are kept.",
            "domino job stop 12 13 -p ada/sales"
        )
        {
            JobReference.Jobs,
            Discard,
        }.Does(async context =>
        {
            var jobs = new List<JobRow>();
            foreach (var id in await JobReference.IdsAsync(context))
            {
                jobs.Add(JobRow.From(await context.Domino.Jobs.StopAsync(id, !context.Get(Discard), context.CancellationToken)));
            }

            await JobRow.WriteAsync(context, jobs);
            return ExitCode.Success;
        });
}
