using System.Globalization;
using DominoDataLab.Cli.Commands.Datasets;
using DominoDataLab.Client;

namespace DominoDataLab.Cli.Commands.Snapshots;

/// <summary>A snapshot as people name it: by its ID, a tag, or its version in the dataset.</summary>
internal static class SnapshotReference
{
    public const string Help = "The snapshot's ID, tag or version";

    /// <summary>Gets the ID of the snapshot that the command line names.</summary>
    /// <exception cref="DominoNotFoundException">The dataset has no such snapshot.</exception>
    public static async Task<string> IdAsync(CommandContext context, string given)
    {
        if (given.Length == 24 && given.All(char.IsAsciiHexDigit))
        {
            return given;
        }

        var details = await DatasetArgument.DetailsAsync(context);
        if (details.Tags.TryGetValue(given, out var tagged))
        {
            return tagged;
        }

        // A tag has more than digits, so a number is a version.
        var version = int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await DatasetArgument
                .Snapshots(context)
                .ListAsync(context.Get(DatasetArgument.Dataset), context.CancellationToken)
                .FirstOrDefaultAsync(snapshot => snapshot.Version == number, context.CancellationToken)
            : null;
        return version?.Id
            ?? throw new DominoNotFoundException(
                "snapshot",
                given,
                $"To list the snapshots of the dataset, run: domino dataset snapshot list {context.Get(DatasetArgument.Dataset)}"
            );
    }
}
