using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file list</c></summary>
internal static class ListCommand
{
    private static readonly Argument<string> Folder = new("folder")
    {
        Description = "The folder [default: the root]",
        DefaultValueFactory = _ => "",
    };

    public static Command Create() =>
        new ToolCommand("list", "List the files of a project.", "domino file list results -p ada/sales")
        {
            Folder,
            SharedOptions.Commit,
        }.Does(async context =>
        {
            var project = context.Project();
            var files = await project
                .Files.ListAsync(context.Get(Folder), await context.CommitAsync(project), context.CancellationToken)
                .ToListAsync(context.CancellationToken);
            await context.WriteListAsync(
                [.. files.Select(file => new FileRow(file.Path, file.Key, file.SizeBytes, file.LastModifiedAt))],
                OutputJson.Written.IReadOnlyListFileRow,
                "No files.",
                new("Bytes", row => row.SizeBytes, IsNumber: true),
                new("Modified", row => row.ModifiedAt),
                new("Path", row => row.Path)
            );
            return ExitCode.Success;
        });
}
