using System.CommandLine;
using DominoDataLab.Cli.Commands.Snapshots;
using DominoDataLab.Client;
using DominoDataLab.Client.Datasets;

namespace DominoDataLab.Cli.Commands.Datasets;

/// <summary><c>domino dataset download</c>, and <c>domino dataset snapshot restore</c>, which does the same for a snapshot.</summary>
internal static class DownloadCommand
{
    private static readonly Argument<string> Snapshot = new("snapshot") { Description = SnapshotReference.Help };
    private static readonly Argument<string> Local = new("local")
    {
        Description = "The target folder. It is created if necessary. With --from FILE, '-' is standard output",
        DefaultValueFactory = _ => ".",
    };
    private static readonly Argument<string> Target = new("local") { Description = "The target folder. It is created if necessary" };
    private static readonly Option<string> From = new("--from")
    {
        Description = "Only this folder or file of the dataset [default: all]",
        HelpName = "path",
        DefaultValueFactory = _ => "",
    };
    private static readonly Option<string> IfExists = TransferCommand.IfExists("fail", "fail", "skip", "overwrite");

    public static Command Create() =>
        TransferCommand
            .AddOptionsTo(
                new ToolCommand(
                    "download",
                    "Download a dataset, or a folder or file of it. Files that exist with the same size and time are skipped.",
                    "domino dataset download prices ./prices -p ada/sales --include '*.csv'",
                    "domino dataset download prices -p ada/sales --from 2026/may.csv --snapshot prod"
                )
                {
                    DatasetArgument.Dataset,
                    Local,
                    From,
                    DatasetArgument.Snapshot,
                    IfExists,
                }
            )
            .Does(context => RunAsync(context, context.Get(Local), context.Get(DatasetArgument.Snapshot)));

    public static Command CreateRestore() =>
        TransferCommand
            .AddOptionsTo(
                new ToolCommand(
                    "restore",
                    "Download a snapshot to a folder.",
                    "domino dataset snapshot restore prices prod ./prices -p ada/sales"
                )
                {
                    DatasetArgument.Dataset,
                    Snapshot,
                    Target,
                    From,
                    IfExists,
                }
            )
            .Does(context => RunAsync(context, context.Get(Target), context.Get(Snapshot)));

    private static async Task<ExitCode> RunAsync(CommandContext context, string local, string? snapshot)
    {
        var (dataset, from, files) = (context.Get(DatasetArgument.Dataset), context.Get(From)!.Trim('/'), DatasetArgument.Files(context));
        snapshot = snapshot is null ? null : await SnapshotReference.IdAsync(context, snapshot);
        var options = new DatasetDownloadOptions { Snapshot = snapshot, Collision = TransferCommand.Policy(context.Get(IfExists)) };
        if (local == "-")
        {
            if (from.Length == 0)
            {
                throw new ArgumentException("Standard output takes a single file. Use --from FILE.");
            }

            await using var content = await files.OpenReadAsync(dataset, from, snapshot, context.CancellationToken);
            await using var output = context.OpenBinaryOutput();
            await content.CopyToAsync(output, context.CancellationToken);
            return ExitCode.Success;
        }

        try
        {
            return await TransferCommand.RunAsync(
                context,
                options,
                async completed =>
                    await IsFileAsync()
                        ? await files.DownloadAsync(
                            dataset,
                            from,
                            Path.Combine(local, from.Split('/')[^1]),
                            completed,
                            context.CancellationToken
                        )
                        : await files.DownloadAllAsync(dataset, local, completed with { Folder = from }, context.CancellationToken)
            );
        }
        catch (DominoExistsException e)
        {
            await context.SayAsync(
                $"domino: '{e.Name}' already exists and differs. Files that were downloaded before it are kept. Use --if-exists skip or "
                    + "overwrite."
            );
            return ExitCode.Conflict;
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            await context.SayAsync("Interrupted. Complete files were kept. Run the same command to resume.");
            return ExitCode.Interrupted;
        }

        async Task<bool> IsFileAsync()
        {
            var folder = from.LastIndexOf('/') is var slash and > 0 ? from[..slash] : "";
            return from.Length > 0
                && await files
                    .ListAsync(dataset, folder, snapshot, context.CancellationToken)
                    .AnyAsync(file => file.Path == from && !file.IsFolder, context.CancellationToken);
        }
    }
}
