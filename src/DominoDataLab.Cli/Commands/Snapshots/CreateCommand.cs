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
        Description = "The files and folders of the dataset to include [default: all]",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<bool> Wait = new("--wait") { Description = "Wait until the snapshot can be used" };

    private static readonly Option<string?> Tag = new("--tag")
    {
        Description = "Add this tag when the snapshot can be used. Implies --wait",
        HelpName = "tag",
    };

    public static Command Create() =>
        new ToolCommand(
            "create",
            "Create a snapshot of the current files of a dataset.",
            "domino dataset snapshot create prices -p ada/sales --tag prod --move-tag"
        )
        {
            DatasetArgument.Dataset,
            Paths,
            Wait,
            SharedOptions.WaitTimeout,
            Tag,
            TagCommand.MoveTag,
        }.Does(async context =>
        {
            var (snapshots, dataset) = (DatasetArgument.Snapshots(context), context.Get(DatasetArgument.Dataset));
            var (tag, move) = (context.Get(Tag), context.Get(TagCommand.MoveTag));
            if (tag is null && move)
            {
                throw new ArgumentException("--move-tag needs --tag, such as --tag prod --move-tag.");
            }

            if (tag is not null)
            {
                await TagCommand.RequireValidAsync(context, tag);
            }

            var snapshot = await snapshots.CreateAsync(dataset, context.Get(Paths), context.CancellationToken);
            if (context.Get(Wait) || tag is not null)
            {
                await context.SayAsync($"Snapshot {snapshot.Version} ({snapshot.Id}) is being created.");
                var timeout = context.Get(SharedOptions.WaitTimeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
                snapshot = await snapshots.WaitForActiveAsync(
                    snapshot.Id,
                    new WaitOptions { Timeout = timeout },
                    context.CancellationToken
                );
            }

            // A tag must not move from a good snapshot to one that fails, so it is added last.
            if (tag is not null)
            {
                await snapshots.AddTagAsync(dataset, snapshot.Id, tag, move, context.CancellationToken);
            }

            context.WriteOne(SnapshotRow.From(snapshot, tag is null ? [] : [tag]), OutputJson.Written.SnapshotRow, SnapshotRow.Columns);
            return ExitCode.Success;
        });
}
