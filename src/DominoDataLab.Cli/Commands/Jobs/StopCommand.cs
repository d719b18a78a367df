using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary><c>domino job stop</c></summary>
internal static class StopCommand
{
    private static readonly Option<bool> Discard = new("--discard") { Description = "Do not keep what it has changed" };

    public static Command Create() =>
        new ToolCommand("stop", "Stops a job with all its processes; what it has changed is kept.") { SharedOptions.JobId, Discard }.Does(
            async context =>
            {
                var job = await context.Domino.Jobs.GetAsync(context.Get(SharedOptions.JobId), context.CancellationToken);
                job = await context.Domino.Project(job.ProjectId!).Jobs.StopAsync(job.Id, !context.Get(Discard), context.CancellationToken);
                context.WriteOne(JobRow.From(job), OutputJson.Written.JobRow, JobRow.Columns);
                return ExitCode.Success;
            }
        );
}
