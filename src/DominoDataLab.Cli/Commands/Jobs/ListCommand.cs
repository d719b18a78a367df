using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary><c>domino job list</c></summary>
internal static class ListCommand
{
    private static readonly Option<string> Status = new Option<string>("--status")
    {
        Description = "Which jobs",
        DefaultValueFactory = _ => "all",
    }.AcceptOnlyFromAmong("all", "queued", "running", "completed", "archived", "active");

    public static Command Create() =>
        new ToolCommand("list", "Lists a project's jobs, the newest first.", "domino job list -p ada/sales --status running")
        {
            SharedOptions.Project,
            Status,
        }.Does(async context =>
        {
            var rows = new List<JobRow>();
            await foreach (
                var job in context
                    .Project()
                    .Jobs.ListAsync(new JobQuery { Status = new JobStatusFilter(context.Get(Status)!) }, context.CancellationToken)
            )
            {
                rows.Add(JobRow.From(job));
            }

            context.WriteList(rows, OutputJson.Written.IReadOnlyListJobRow, JobRow.ListColumns);
            return ExitCode.Success;
        });
}
