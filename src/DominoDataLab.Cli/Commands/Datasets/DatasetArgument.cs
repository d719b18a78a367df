using System.CommandLine;
using DominoDataLab.Client.Datasets;

namespace DominoDataLab.Cli.Commands.Datasets;

/// <summary>The argument that names a dataset, and the clients for it.</summary>
internal static class DatasetArgument
{
    public static Argument<string> Dataset { get; } =
        new("dataset") { Description = "The dataset: its name in the project, its ID, or owner/project/name" };

    public static Option<string?> Snapshot { get; } =
        new("--snapshot") { Description = "A snapshot [default: the current files of the dataset]", HelpName = "id, tag or version" };

    public static DatasetFilesClient Files(CommandContext context) =>
        NeedsNoProject(context) ? context.Domino.Datasets.Files : context.Project().Datasets.Files;

    public static DatasetSnapshotsClient Snapshots(CommandContext context) =>
        NeedsNoProject(context) ? context.Domino.Datasets.Snapshots : context.Project().Datasets.Snapshots;

    public static Task<DatasetDetails> DetailsAsync(CommandContext context) =>
        NeedsNoProject(context)
            ? context.Domino.Datasets.GetDetailsAsync(context.Get(Dataset), context.CancellationToken)
            : context.Project().Datasets.GetDetailsAsync(context.Get(Dataset), context.CancellationToken);

    private static bool NeedsNoProject(CommandContext context) =>
        context.Get(Dataset) is var dataset
        && (dataset.Contains('/', StringComparison.Ordinal) || (dataset.Length == 24 && dataset.All(char.IsAsciiHexDigit)));
}
