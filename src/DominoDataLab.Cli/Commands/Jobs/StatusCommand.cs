using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary><c>domino job status</c></summary>
internal static class StatusCommand
{
    public static Command Create() =>
        new ToolCommand("status", "Shows where a job stands.") { SharedOptions.JobId }.Does(async context =>
        {
            var job = await context.Domino.Jobs.GetAsync(context.Get(SharedOptions.JobId), context.CancellationToken);
            context.WriteOne(JobRow.From(job), OutputJson.Written.JobRow, JobRow.Columns);
            return ExitCode.Success;
        });
}
