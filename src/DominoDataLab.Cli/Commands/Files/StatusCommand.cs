using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Files;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file status</c></summary>
internal static class StatusCommand
{
    public static System.CommandLine.Command Create() =>
        new ToolCommand("status", "Shows what changed since the last sync, here and in the project.", "domino file status -p ada/sales")
        {
            SharedOptions.LocalFolder,
            SharedOptions.Project,
        }.Does(async context =>
        {
            var files = await context.Project().Files.StatusAsync(context.Get(SharedOptions.LocalFolder), context.CancellationToken);
            context.WriteList(
                [.. files.Select(DifferenceRow.From)],
                OutputJson.Written.IReadOnlyListDifferenceRow,
                new("Here", row => row.Here),
                new("Project", row => row.There),
                new("Path", row => row.Path)
            );
            return ExitCode.Success;
        });
}

/// <summary>A file that is not the same on both sides.</summary>
internal sealed record DifferenceRow(string Path, string? Here, string? There, long? LocalSizeBytes, long? RemoteSizeBytes)
{
    public static DifferenceRow From(FileDifference file) =>
        new(file.Path, Word(file.Here), Word(file.There), file.LocalSizeBytes, file.RemoteSizeBytes);

    private static string? Word(FileChange change) =>
        change switch
        {
            FileChange.Added => "added",
            FileChange.Changed => "changed",
            FileChange.Deleted => "deleted",
            _ => null,
        };
}
