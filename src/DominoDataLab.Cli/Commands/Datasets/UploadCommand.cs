using System.CommandLine;
using DominoDataLab.Client;
using DominoDataLab.Client.Datasets;

namespace DominoDataLab.Cli.Commands.Datasets;

/// <summary><c>domino dataset upload</c></summary>
internal static class UploadCommand
{
    private static readonly Argument<string[]> Local = new("local")
    {
        Description = "A file, a folder, or a quoted pattern such as 'data/**/*.csv'.",
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
        Description = "The local folder that paths in the dataset begin in [default: here]",
        HelpName = "folder",
    };
    private static readonly Option<string> IfExists = TransferCommand.IfExists("fail", "fail", "skip", "overwrite", "rename");
    private static readonly Option<bool> Keep = new("--keep")
    {
        Description = "On Ctrl+C, keep what has arrived on the server, so that the same command can resume",
    };

    // A pattern that the shell has replaced by the names of files.
    static UploadCommand() =>
        Local.Validators.Add(result =>
        {
            if (result.Tokens.Count > 1)
            {
                result.AddError(
                    $"'{result.Tokens[1].Value}' is one path too many; give a folder, or put the pattern in quotes, so that the shell "
                        + $"leaves it as it is: 'data/*.csv'."
                );
            }
        });

    public static Command Create() =>
        TransferCommand
            .AddDialsTo(
                new ToolCommand(
                    "upload",
                    "Uploads a file, a folder or a pattern: all files appear together at the end, or none.",
                    "domino dataset upload prices ./prices -p ada/sales --relative-to ./prices --exclude '*.tmp'",
                    "domino dataset upload prices 'data/**/*.csv' -p ada/sales --to 2026 --if-exists overwrite"
                )
                {
                    DatasetArgument.Dataset,
                    Local,
                    SharedOptions.Project,
                    To,
                    RelativeTo,
                    IfExists,
                    Keep,
                }
            )
            .Does(async context =>
            {
                var options = new DatasetUploadOptions
                {
                    TargetPath = context.Get(To)!,
                    RelativeTo = context.Get(RelativeTo),
                    Collision = TransferCommand.Policy(context.Get(IfExists)),
                    KeepWhenCancelled = context.Get(Keep),
                };
                try
                {
                    return await TransferCommand.RunAsync(
                        context,
                        options,
                        dials =>
                            DatasetArgument
                                .Files(context)
                                .UploadAsync(context.Get(DatasetArgument.Dataset), context.Get(Local)[0], dials, context.CancellationToken)
                    );
                }
                catch (DominoExistsException e)
                {
                    await context.SayAsync(
                        $"domino: there is already a file '{e.Name}' in the dataset. Nothing was stored; choose with --if-exists skip, "
                            + $"overwrite or rename."
                    );
                    return ExitCode.Conflict;
                }
                catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
                {
                    await context.SayAsync(
                        context.Get(Keep)
                            ? "Interrupted. Run the same command to resume."
                            : "Interrupted; nothing was stored, unless its end was under way: the same command settles it."
                    );
                    return ExitCode.Interrupted;
                }
            });
}
