using System.CommandLine;
using DominoDataLab.Cli.Commands.Datasets;
using DominoDataLab.Client;

namespace DominoDataLab.Cli.Commands.Snapshots;

/// <summary><c>domino dataset snapshot tag</c></summary>
internal static class TagCommand
{
    private static readonly Argument<string> Snapshot = new("snapshot") { Description = SnapshotReference.Help };
    private static readonly Argument<string> Tag = new("tag") { Description = "The tag" };

    public static Option<bool> MoveTag { get; } = new("--move-tag") { Description = "Take the tag from the snapshot that has it" };

    public static Command Create() =>
        new ToolCommand(
            "tag",
            "Add a tag to a snapshot. A tag is unique in its dataset.",
            "domino dataset snapshot tag prices 6565a0b1c2d3e4f5a6b7c8d9 prod -p ada/sales --move-tag"
        )
        {
            DatasetArgument.Dataset,
            Snapshot,
            Tag,
            MoveTag,
        }.Does(async context =>
        {
            var tag = context.Get(Tag);
            await RequireValidAsync(context, tag);
            var id = await SnapshotReference.IdAsync(context, context.Get(Snapshot));
            await DatasetArgument
                .Snapshots(context)
                .AddTagAsync(context.Get(DatasetArgument.Dataset), id, tag, context.Get(MoveTag), context.CancellationToken);
            await context.SayAsync($"Snapshot {id} has the tag '{tag}'.");
            return ExitCode.Success;
        });

    /// <summary>Checks a tag before anything is created.</summary>
    /// <exception cref="ArgumentException">The tag is not valid.</exception>
    /// <exception cref="DominoExistsException">Another snapshot has the tag, and it is not to be moved.</exception>
    public static async Task RequireValidAsync(CommandContext context, string tag)
    {
        // A tag is the name of a folder beside the folders that are named by the snapshots' numbers.
        if (
            tag.Length > 100
            || tag[0] is '.' or '-'
            || tag.All(char.IsAsciiDigit)
            || !tag.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
        )
        {
            throw new ArgumentException(
                $"'{tag}' is not a valid tag. Use up to 100 letters, digits, '-', '_' and '.'. Start with a letter, a digit or '_', and "
                    + "use more than digits."
            );
        }

        if (!context.Get(MoveTag) && (await DatasetArgument.DetailsAsync(context)).Tags.TryGetValue(tag, out var taken))
        {
            throw new DominoExistsException("tag", tag, $"Snapshot {taken} has it. To move it, use --move-tag.");
        }
    }
}
