using System.CommandLine;
using DominoDataLab.Cli.Commands.Datasets;
using DominoDataLab.Client;

namespace DominoDataLab.Cli.Commands.Snapshots;

/// <summary><c>domino dataset snapshot tag</c></summary>
internal static class TagCommand
{
    private static readonly Argument<string> Snapshot = new("snapshot") { Description = "The snapshot's id, 24 hexadecimal digits." };
    private static readonly Argument<string> Tag = new("tag") { Description = "The tag." };

    public static Option<bool> MoveTag { get; } = new("--move-tag") { Description = "Take the tag from the snapshot that has it" };

    public static Command Create() =>
        new ToolCommand(
            "tag",
            "Gives a snapshot a tag, which is one of a kind in its dataset.",
            "domino dataset snapshot tag prices 6565a0b1c2d3e4f5a6b7c8d9 prod -p ada/sales --move-tag"
        )
        {
            DatasetArgument.Dataset,
            Snapshot,
            Tag,
            SharedOptions.Project,
            MoveTag,
        }.Does(async context =>
        {
            var (id, tag) = (context.Get(Snapshot), context.Get(Tag));
            await RequireFreeAsync(context, tag);
            await DatasetArgument
                .Snapshots(context)
                .AddTagAsync(context.Get(DatasetArgument.Dataset), id, tag, context.Get(MoveTag), context.CancellationToken);
            await context.SayAsync($"Snapshot {id} has the tag '{tag}'.");
            return ExitCode.Success;
        });

    /// <exception cref="DominoExistsException">A snapshot has the tag, and it was not asked to move it.</exception>
    public static async Task RequireFreeAsync(CommandContext context, string tag)
    {
        if (!context.Get(MoveTag) && (await DatasetArgument.DetailsAsync(context)).Tags.TryGetValue(tag, out var taken))
        {
            throw new DominoExistsException("tag", tag, $"Snapshot {taken} has it; --move-tag moves it.");
        }
    }
}
