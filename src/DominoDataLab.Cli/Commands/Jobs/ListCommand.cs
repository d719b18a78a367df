using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Jobs;

namespace DominoDataLab.Cli.Commands.Jobs;

/// <summary><c>domino job list</c></summary>
internal static class ListCommand
{
    // The server filters by these groups. The final statuses are filtered here.
    private static readonly string[] Groups = ["all", "active", "queued", "running", "completed", "archived"];
    private static readonly string[] FinalStatuses = ["succeeded", "failed", "stopped", "error"];

    private static readonly Option<string> Status = new Option<string>("--status")
    {
        Description = "The jobs to list",
        HelpName = "status",
        DefaultValueFactory = _ => "all",
    }.OneOf([.. Groups, .. FinalStatuses]);

    private static readonly Option<int?> Limit = new Option<int?>("--limit")
    {
        Description = "The maximum number of jobs [default: all]",
        HelpName = "number",
    }.Checked(text => Number.IsWhole(text, out var limit) && limit > 0, "a whole number above 0");

    public static Command Create() =>
        new ToolCommand(
            "list",
            "List the jobs of a project, the latest first.",
            "domino job list -p ada/sales --limit 20",
            "domino job list -p ada/sales --status failed --utc"
        )
        {
            Status,
            Limit,
        }.Does(async context =>
        {
            var status = context.Get(Status)!;
            var query = new JobQuery { Status = FinalStatuses.Contains(status) ? JobStatusFilter.Completed : new JobStatusFilter(status) };
            var rows = await context
                .Project()
                .Jobs.ListAsync(query, context.CancellationToken)
                .Where(job => !FinalStatuses.Contains(status) || job.Status.Value.Equals(status, StringComparison.OrdinalIgnoreCase))
                .Take(context.Get(Limit) ?? int.MaxValue)
                .Select(JobRow.From)
                .ToListAsync(context.CancellationToken);
            await context.WriteListAsync(
                rows,
                OutputJson.Written.IReadOnlyListJobRow,
                "No jobs.",
                JobRow.ListColumns(context.Time.GetUtcNow())
            );
            return ExitCode.Success;
        });
}
