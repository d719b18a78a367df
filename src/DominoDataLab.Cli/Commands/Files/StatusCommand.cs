using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Files;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file status</c></summary>
internal static class StatusCommand
{
    public static System.CommandLine.Command Create() =>
        new ToolCommand(
            "status",
            "Show what changed since the last sync, in the folder and in the project.",
            "domino file status -p ada/sales"
        )
        {
            SharedOptions.LocalFolder,
        }.Does(async context =>
        {
            var (project, folder) = await SyncRoot.FindAsync(context);
            var files = await project.Files.StatusAsync(folder, context.CancellationToken);
            await context.WriteListAsync(
                [.. files.Select(DifferenceRow.From)],
                OutputJson.Written.IReadOnlyListDifferenceRow,
                "No changes.",
                new("Here", row => row.Here),
                new("Project", row => row.There),
                new("Path", row => row.Path)
            );
            return ExitCode.Success;
        });
}
