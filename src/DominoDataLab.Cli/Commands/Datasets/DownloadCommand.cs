using System.CommandLine;
using DominoDataLab.Client;
using DominoDataLab.Client.Datasets;

namespace DominoDataLab.Cli.Commands.Datasets;

/// <summary><c>domino dataset download</c>, and <c>domino dataset snapshot restore</c>, which is the same of a snapshot.</summary>
internal static class DownloadCommand
{
    private static readonly Argument<string> Snapshot = new("snapshot") { Description = "The snapshot: its id, or a tag." };
    private static readonly Argument<string> Local = new("local")
    {
        Description = "The target folder. It is created if necessary.",
        DefaultValueFactory = _ => ".",
    };
    private static readonly Argument<string> Target = new("local") { Description = "The target folder. It is created if necessary." };
    private static readonly Option<string> From = new("--from")
    {
        Description = "Only this folder of the dataset, or this file [default: all]",
        HelpName = "path",
        DefaultValueFactory = _ => "",
    };
    private static readonly Option<string> IfExists = TransferCommand.IfExists("overwrite", "fail", "skip", "overwrite");

    public static Command Create() =>
        TransferCommand
            .AddDialsTo(
                new ToolCommand(
                    "download",
                    "Downloads a dataset, a folder of it or a file; what is there already, of the same size and time, is not fetched "
                        + "again.",
                    "domino dataset download prices ./prices -p ada/sales --include '*.csv'",
                    "domino dataset download prices -p ada/sales --from 2026/may.csv --snapshot prod"
                )
                {
                    DatasetArgument.Dataset,
                    Local,
                    SharedOptions.Project,
                    From,
                    DatasetArgument.Snapshot,
                    IfExists,
                }
            )
            .Does(context => RunAsync(context, context.Get(Local), context.Get(DatasetArgument.Snapshot)));

    public static Command CreateRestore() =>
        TransferCommand
            .AddDialsTo(
                new ToolCommand(
                    "restore",
                    "Downloads a snapshot to a folder.",
                    "domino dataset snapshot restore prices prod ./prices -p ada/sales"
                )
                {
                    DatasetArgument.Dataset,
                    Snapshot,
                    Target,
                    SharedOptions.Project,
                    From,
                    IfExists,
                }
            )
            .Does(context => RunAsync(context, context.Get(Target), context.Get(Snapshot)));

    private static async Task<ExitCode> RunAsync(CommandContext context, string local, string? snapshot)
    {
        var (dataset, from, files) = (context.Get(DatasetArgument.Dataset), context.Get(From)!.Trim('/'), DatasetArgument.Files(context));
        var options = new DatasetDownloadOptions { Snapshot = snapshot, Collision = TransferCommand.Policy(context.Get(IfExists)) };
        try
        {
            return await TransferCommand.RunAsync(
                context,
                options,
                async dials =>
                    await IsFileAsync()
                        ? await files.DownloadAsync(
                            dataset,
                            from,
                            Path.Combine(local, from.Split('/')[^1]),
                            dials,
                            context.CancellationToken
                        )
                        : await files.DownloadAllAsync(dataset, local, dials with { Folder = from }, context.CancellationToken)
            );
        }
        catch (DominoExistsException e)
        {
            await context.SayAsync(
                $"domino: there is already a file '{e.Name}' here. Files fetched before it stay; choose with --if-exists skip or overwrite."
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
