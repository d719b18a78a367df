using System.CommandLine;
using DominoDataLab.Cli.Commands.Snapshots;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Datasets;

/// <summary><c>domino dataset files</c></summary>
internal static class FilesCommand
{
    private static readonly Argument<string> Folder = new("folder")
    {
        Description = "The folder [default: the root]",
        DefaultValueFactory = _ => "",
    };

    public static Command Create() =>
        new ToolCommand(
            "files",
            "List the files and folders in a folder of a dataset or snapshot.",
            "domino dataset files prices 2026 -p ada/sales --snapshot prod"
        )
        {
            DatasetArgument.Dataset,
            Folder,
            DatasetArgument.Snapshot,
        }.Does(async context =>
        {
            var snapshot = context.Get(DatasetArgument.Snapshot);
            var files = DatasetArgument
                .Files(context)
                .ListAsync(
                    context.Get(DatasetArgument.Dataset),
                    context.Get(Folder),
                    snapshot is null ? null : await SnapshotReference.IdAsync(context, snapshot),
                    context.CancellationToken
                );
            await context.WriteListAsync(
                await files
                    .Select(file => new DatasetFileRow(file.Path, file.IsFolder, file.SizeBytes, file.LastModified))
                    .ToListAsync(context.CancellationToken),
                OutputJson.Written.IReadOnlyListDatasetFileRow,
                "No files.",
                new("Bytes", row => row.SizeBytes, IsNumber: true),
                new("Modified", row => row.ModifiedAt),
                new("Path", row => row.IsFolder ? row.Path + "/" : row.Path)
            );
            return ExitCode.Success;
        });
}
