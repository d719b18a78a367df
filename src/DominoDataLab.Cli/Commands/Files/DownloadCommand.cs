using System.CommandLine;
using System.Text.Json;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file download</c></summary>
internal static class DownloadCommand
{
    private static readonly Argument<string> Source = new("path")
    {
        Description = "The file's path in the project, or a pattern: ? is one character, * any but a slash, ** any at all.",
    };
    private static readonly Argument<string?> Local = new("local")
    {
        Description = "Where it goes, a file or a folder [default: its name, here]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create() =>
        new ToolCommand(
            "download",
            "Downloads a file, or all that fit a pattern with the folders they are in.",
            "domino file download results/revenue.csv -p ada/sales",
            "domino file download 'results/**' here -p ada/sales"
        )
        {
            Source,
            Local,
            SharedOptions.Project,
            SharedOptions.Commit,
        }.Does(async context =>
        {
            var source = context.Get(Source);
            var local = context.Get(Local) ?? ".";
            if (source.AsSpan().ContainsAny('*', '?'))
            {
                var result = await context
                    .Project()
                    .Files.DownloadAllAsync(
                        local,
                        new() { Include = [source], CommitId = context.Get(SharedOptions.Commit) },
                        context.CancellationToken
                    );
                await FolderTransfer.WriteAsync(context, local, result, "Downloaded", "were here already");
                return ExitCode.Success;
            }

            if (Directory.Exists(local))
            {
                local = Path.Combine(local, Path.GetFileName(source));
            }

            var bytes = await context
                .Project()
                .Files.DownloadAsync(source, local, context.Get(SharedOptions.Commit), context.CancellationToken);
            if (context.IsJson)
            {
                await context.Data.WriteLineAsync(
                    JsonSerializer.Serialize(new TransferRow(source, local, bytes), OutputJson.Written.TransferRow)
                );
            }
            else
            {
                await context.SayAsync($"Downloaded {local} ({bytes} bytes).");
            }

            return ExitCode.Success;
        });
}
