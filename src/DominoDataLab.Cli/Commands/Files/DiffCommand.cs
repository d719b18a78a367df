using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file diff</c></summary>
internal static class DiffCommand
{
    public static System.CommandLine.Command Create() =>
        new ToolCommand(
            "diff",
            "Lists the files that a folder has otherwise than a commit.",
            "domino file diff -p ada/sales",
            "domino file diff data-of-may --commit 3f1c... -p ada/sales"
        )
        {
            SharedOptions.LocalFolder,
            SharedOptions.Project,
            SharedOptions.Commit,
        }.Does(async context =>
        {
            var files = await context
                .Project()
                .Files.DiffAsync(context.Get(SharedOptions.LocalFolder), context.Get(SharedOptions.Commit), context.CancellationToken);
            context.WriteList(
                [.. files.Select(DifferenceRow.From)],
                OutputJson.Written.IReadOnlyListDifferenceRow,
                new("Here", row => row.Here),
                new("Bytes here", row => $"{row.LocalSizeBytes}", IsNumber: true),
                new("Bytes there", row => $"{row.RemoteSizeBytes}", IsNumber: true),
                new("Path", row => row.Path)
            );
            return ExitCode.Success;
        });
}
