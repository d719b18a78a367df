using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Datasets;

/// <summary><c>domino dataset list</c></summary>
internal static class ListCommand
{
    public static Command Create() =>
        new ToolCommand(
            "list",
            "List the datasets of a project: its own first, then those that are shared with it.",
            "domino dataset list -p ada/sales"
        ).Does(async context =>
        {
            var rows = await context
                .Project()
                .Datasets.ListAsync(context.CancellationToken)
                .Select(DatasetRow.From)
                .ToListAsync(context.CancellationToken);
            await context.WriteListAsync(rows, OutputJson.Written.IReadOnlyListDatasetRow, "No datasets.", DatasetRow.Columns);
            return ExitCode.Success;
        });
}
