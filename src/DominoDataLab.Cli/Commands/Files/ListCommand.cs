using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file list</c></summary>
internal static class ListCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "The folder.", DefaultValueFactory = _ => "" };

    public static Command Create() =>
        new ToolCommand("list", "Lists a project's files.", "domino file list results -p ada/sales")
        {
            Folder,
            SharedOptions.Project,
            SharedOptions.Commit,
        }.Does(async context =>
        {
            var files = await context
                .Project()
                .Files.ListAsync(context.Get(Folder), context.Get(SharedOptions.Commit), context.CancellationToken)
                .ToListAsync(context.CancellationToken);
            context.WriteList(
                [.. files.Select(file => new FileRow(file.Path, file.Key, file.SizeBytes, file.LastModifiedAt))],
                OutputJson.Written.IReadOnlyListFileRow,
                new("Bytes", row => $"{row.SizeBytes}", IsNumber: true),
                new("Path", row => row.Path)
            );
            return ExitCode.Success;
        });
}
