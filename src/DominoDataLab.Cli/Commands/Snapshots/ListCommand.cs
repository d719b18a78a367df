using System.CommandLine;
using DominoDataLab.Cli.Commands.Datasets;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Snapshots;

/// <summary><c>domino dataset snapshot list</c></summary>
internal static class ListCommand
{
    public static Command Create() =>
        new ToolCommand("list", "List the snapshots of a dataset and their tags.", "domino dataset snapshot list prices -p ada/sales")
        {
            DatasetArgument.Dataset,
        }.Does(async context =>
        {
            var dataset = context.Get(DatasetArgument.Dataset);
            var snapshots = await DatasetArgument
                .Snapshots(context)
                .ListAsync(dataset, context.CancellationToken)
                .ToListAsync(context.CancellationToken);
            var tags = (await DatasetArgument.DetailsAsync(context)).Tags;
            await context.WriteListAsync(
                [
                    .. snapshots.Select(snapshot =>
                        SnapshotRow.From(
                            snapshot,
                            [.. tags.Where(tag => tag.Value == snapshot.Id).Select(tag => tag.Key).Order(StringComparer.Ordinal)]
                        )
                    ),
                ],
                OutputJson.Written.IReadOnlyListSnapshotRow,
                "No snapshots.",
                SnapshotRow.Columns
            );
            return ExitCode.Success;
        });
}
