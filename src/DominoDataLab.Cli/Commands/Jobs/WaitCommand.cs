using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary><c>domino job wait</c></summary>
internal static class WaitCommand
{
    private static readonly Option<double?> Timeout = new Option<double?>("--timeout")
    {
        Description = "The time limit of the wait [default: none]",
        HelpName = "seconds",
    }.Checked(Number.IsSeconds, "a number of seconds, 0 or more");

    public static Command Create() =>
        new ToolCommand("wait", "Waits for a job's end; the exit code is the job's.") { SharedOptions.JobId, Timeout }.Does(async context =>
        {
            var timeout = context.Get(Timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
            var job = await context.Domino.Jobs.WaitForCompletionAsync(
                context.Get(SharedOptions.JobId),
                new WaitOptions { Timeout = timeout },
                context.CancellationToken
            );
            context.WriteOne(JobRow.From(job), OutputJson.Written.JobRow, JobRow.Columns);
            return Failure.Code(job.Status);
        });
}
