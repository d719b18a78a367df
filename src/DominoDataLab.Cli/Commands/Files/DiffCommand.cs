using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Files;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file diff</c></summary>
internal static class DiffCommand
{
    public static System.CommandLine.Command Create() =>
        new ToolCommand(
            "diff",
            "List the files in which a folder differs from a commit.",
            "domino file diff -p ada/sales",
            "domino file diff data-of-may --commit 3f1c5a -p ada/sales"
        )
        {
            SharedOptions.LocalFolder,
            SharedOptions.Commit,
        }.Does(async context =>
        {
            var (project, folder) = await SyncRoot.FindAsync(context);
            var files = await project.Files.DiffAsync(folder, await context.CommitAsync(project), context.CancellationToken);
            await context.WriteListAsync(
                [.. files.Select(DifferenceRow.From)],
                OutputJson.Written.IReadOnlyListDifferenceRow,
                "No differences.",
                new("Here", row => row.Here),
                new("Bytes here", row => row.LocalSizeBytes, IsNumber: true),
                new("Bytes there", row => row.RemoteSizeBytes, IsNumber: true),
                new("Path", row => row.Path)
            );
            return ExitCode.Success;
        });
}
