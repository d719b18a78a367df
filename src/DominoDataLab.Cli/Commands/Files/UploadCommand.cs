using System.CommandLine;
using System.Text.Json;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file upload</c></summary>
internal static class UploadCommand
{
    private static readonly Argument<string> Local = new("local") { Description = "The file to send, or a folder." };
    private static readonly Argument<string?> Target = new("path")
    {
        Description = "Where it goes in the project [default: a file to its name in the root, the files of a folder to the root]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create() =>
        new ToolCommand(
            "upload",
            "Uploads a file or the files of a folder; each is a commit.",
            "domino file upload sales.csv data/sales.csv -p ada/sales",
            "domino file upload reports reports -p ada/sales"
        )
        {
            Local,
            Target,
            SharedOptions.Project,
        }.Does(async context =>
        {
            var local = context.Get(Local);
            if (Directory.Exists(local))
            {
                var result = await context
                    .Project()
                    .Files.UploadAllAsync(local, new() { Folder = context.Get(Target) ?? "" }, context.CancellationToken);
                await FolderTransfer.WriteAsync(context, local, result, "Uploaded", "were in the project already");
                return ExitCode.Success;
            }

            var uploaded = await context
                .Project()
                .Files.UploadAsync(context.Get(Target) ?? Path.GetFileName(local), local, context.CancellationToken);
            if (context.IsJson)
            {
                await context.Data.WriteLineAsync(
                    JsonSerializer.Serialize(new TransferRow(uploaded.Path, local, uploaded.SizeBytes), OutputJson.Written.TransferRow)
                );
            }
            else
            {
                await context.SayAsync($"Uploaded {uploaded.Path} ({uploaded.SizeBytes} bytes).");
            }

            return ExitCode.Success;
        });
}
