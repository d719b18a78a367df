using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Datasets;

/// <summary><c>domino dataset files</c></summary>
internal static class FilesCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "The folder.", DefaultValueFactory = _ => "" };

    public static Command Create() =>
        new ToolCommand(
            "files",
            "Lists what lies in a folder of a dataset or snapshot.",
            "domino dataset files prices 2026 -p ada/sales --snapshot prod"
        )
        {
            DatasetArgument.Dataset,
            Folder,
            SharedOptions.Project,
            DatasetArgument.Snapshot,
        }.Does(async context =>
        {
            var files = DatasetArgument
                .Files(context)
                .ListAsync(
                    context.Get(DatasetArgument.Dataset),
                    context.Get(Folder),
                    context.Get(DatasetArgument.Snapshot),
                    context.CancellationToken
                );
            context.WriteList(
                await files
                    .Select(file => new DatasetFileRow(file.Path, file.IsFolder, file.SizeBytes, file.LastModified))
                    .ToListAsync(context.CancellationToken),
                OutputJson.Written.IReadOnlyListDatasetFileRow,
                new("Bytes", row => $"{row.SizeBytes}", IsNumber: true),
                new("Modified", row => Moment.Text(row.ModifiedAt)),
                new("Path", row => row.IsFolder ? row.Path + "/" : row.Path)
            );
            return ExitCode.Success;
        });
}
