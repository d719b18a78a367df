using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Datasets;

/// <summary><c>domino dataset list</c></summary>
internal static class ListCommand
{
    public static Command Create() =>
        new ToolCommand("list", "Lists a project's datasets, its own first.", "domino dataset list -p ada/sales")
        {
            SharedOptions.Project,
        }.Does(async context =>
        {
            var rows = await context
                .Project()
                .Datasets.ListAsync(context.CancellationToken)
                .Select(DatasetRow.From)
                .ToListAsync(context.CancellationToken);
            context.WriteList(rows, OutputJson.Written.IReadOnlyListDatasetRow, DatasetRow.Columns);
            return ExitCode.Success;
        });
}
