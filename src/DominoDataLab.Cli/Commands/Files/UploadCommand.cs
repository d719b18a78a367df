using System.CommandLine;
using System.Text.Json;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file upload</c></summary>
internal static class UploadCommand
{
    private static readonly Argument<string> Local = new("local") { Description = "The file to send." };
    private static readonly Argument<string?> Target = new("path") { Description = "Where it goes in the project [default: its name, in the root]", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create() =>
        new ToolCommand("upload", "Uploads a file; the upload is a commit.", "domino file upload sales.csv data/sales.csv -p ada/sales") { Local, Target, SharedOptions.Project }.Does(async context =>
        {
            var local = context.Get(Local);
            if (!File.Exists(local))
            {
                throw new FileNotFoundException(Directory.Exists(local) ? $"'{local}' is a folder; give a file." : $"There is no file '{local}' to upload.");
            }

            var uploaded = await context.Project().Files.UploadAsync(context.Get(Target) ?? Path.GetFileName(local), local, context.CancellationToken);
            if (context.IsJson)
            {
                await context.Data.WriteLineAsync(JsonSerializer.Serialize(new TransferRow(uploaded.Path, local, uploaded.SizeBytes), OutputJson.Written.TransferRow));
            }
            else
            {
                await context.SayAsync($"Uploaded {uploaded.Path} ({uploaded.SizeBytes} bytes).");
            }

            return ExitCode.Success;
        });
}
