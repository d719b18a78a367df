using System.CommandLine;
using DominoDataLab.Cli.Commands.Datasets;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client;

namespace DominoDataLab.Cli.Commands.Snapshots;

/// <summary><c>domino dataset snapshot create</c></summary>
internal static class CreateCommand
{
    private static readonly Argument<string[]> Paths = new("paths")
    {
        Description = "Files and folders of the dataset that go into it [default: all]",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<bool> Wait = new("--wait") { Description = "Wait until it can be used" };
    private static readonly Option<double?> Timeout = new Option<double?>("--timeout")
    {
        Description = "The time limit of the wait [default: none]",
        HelpName = "seconds",
    }.Checked(Number.IsSeconds, "a number of seconds, 0 or more");

    private static readonly Option<string?> Tag = new("--tag")
    {
        Description = "Give it this tag, when it can be used; this waits too",
        HelpName = "tag",
    };

    public static Command Create() =>
        new ToolCommand(
            "create",
            "Asks for a snapshot of a dataset as it is now.",
            "domino dataset snapshot create prices -p ada/sales --tag prod --move-tag"
        )
        {
            DatasetArgument.Dataset,
            Paths,
            SharedOptions.Project,
            Wait,
            Timeout,
            Tag,
            TagCommand.MoveTag,
        }.Does(async context =>
        {
            var (snapshots, dataset) = (DatasetArgument.Snapshots(context), context.Get(DatasetArgument.Dataset));
            var (tag, move) = (context.Get(Tag), context.Get(TagCommand.MoveTag));
            if (tag is null && move)
            {
                throw new ArgumentException("--move-tag needs the tag: --tag prod --move-tag.");
            }

            if (tag is not null)
            {
                await TagCommand.RequireFreeAsync(context, tag);
            }

            var snapshot = await snapshots.CreateAsync(dataset, context.Get(Paths), context.CancellationToken);
            if (context.Get(Wait) || tag is not null)
            {
                await context.SayAsync($"Snapshot {snapshot.Version} ({snapshot.Id}) is being made.");
                var timeout = context.Get(Timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
                snapshot = await snapshots.WaitForActiveAsync(
                    snapshot.Id,
                    new WaitOptions { Timeout = timeout },
                    context.CancellationToken
                );
            }

            // Not before: a tag must not move from a good snapshot to one that fails.
            if (tag is not null)
            {
                await snapshots.AddTagAsync(dataset, snapshot.Id, tag, move, context.CancellationToken);
            }

            context.WriteOne(SnapshotRow.From(snapshot, tag is null ? [] : [tag]), OutputJson.Written.SnapshotRow, SnapshotRow.Columns);
            return ExitCode.Success;
        });
}
