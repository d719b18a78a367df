using System.CommandLine;
using DominoDataLab.Client;
using DominoDataLab.Client.Datasets;

namespace DominoDataLab.Cli.Commands.Datasets;

/// <summary><c>domino dataset upload</c></summary>
internal static class UploadCommand
{
    private static readonly Argument<string[]> Local = new("local")
    {
        Description = "Files, folders, or quoted patterns such as 'data/**/*.csv'. A slash after a folder stands for its contents",
        Arity = ArgumentArity.OneOrMore,
    };
    private static readonly Option<string> To = new("--to")
    {
        Description = "The folder in the dataset [default: its root]",
        HelpName = "folder",
        DefaultValueFactory = _ => "",
    };
    private static readonly Option<string?> RelativeTo = new("--relative-to")
    {
        Description = "Keep the paths from this local folder, instead of the name of each file or folder",
        HelpName = "folder",
    };
    private static readonly Option<string> IfExists = TransferCommand.IfExists("fail", "fail", "skip", "overwrite", "rename");
    private static readonly Option<bool> Keep = new("--keep")
    {
        Description = "On Ctrl+C, keep what has arrived on the server, so that the same command can resume",
    };

    public static Command Create() =>
        TransferCommand
            .AddOptionsTo(
                new ToolCommand(
                    "upload",
                    "Upload files and folders to a dataset. All files appear together at the end, or none.",
                    "domino dataset upload prices ./prices/ -p ada/sales --exclude '*.tmp'",
                    "domino dataset upload prices may.csv june.csv -p ada/sales --to 2026 --if-exists overwrite"
                )
                {
                    DatasetArgument.Dataset,
                    Local,
                    To,
                    RelativeTo,
                    IfExists,
                    Keep,
                }
            )
            .Does(async context =>
            {
                var relativeTo = context.Get(RelativeTo);
                var sources = context.Get(Local).Select(local => LocalSource.Parse(local).ForDataset(relativeTo)).ToList();
                var options = new DatasetUploadOptions
                {
                    Folder = context.Get(To)!,
                    Collision = TransferCommand.Policy(context.Get(IfExists)),
                    KeepWhenCancelled = context.Get(Keep),
                };
                try
                {
                    return await TransferCommand.RunAsync(
                        context,
                        options,
                        completed =>
                            DatasetArgument
                                .Files(context)
                                .UploadAsync(context.Get(DatasetArgument.Dataset), sources, completed, context.CancellationToken)
                    );
                }
                catch (DominoExistsException e)
                {
                    await context.SayAsync(
                        $"domino: The dataset already has a file '{e.Name}'. Nothing was stored. Use --if-exists skip, overwrite or rename."
                    );
                    return ExitCode.Conflict;
                }
                catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
                {
                    await context.SayAsync(
                        context.Get(Keep)
                            ? "Interrupted. Run the same command to resume."
                            : "Interrupted. Nothing was stored. If the upload was being finalized, rerun the command to complete it."
                    );
                    return ExitCode.Interrupted;
                }
            });
}
