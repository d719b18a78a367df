using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary><c>domino datasource get</c></summary>
internal static class GetCommand
{
    private static readonly Argument<string> Target = new("file")
    {
        Description = "The target: a file, a folder (a slash at its end creates it), or '-' for standard output [default: here]",
        DefaultValueFactory = _ => ".",
    };

    public static Command Create() =>
        new ToolCommand("get", "Download an object from an object store.", "domino datasource get images 2024/cat.png cat.png")
        {
            Shared.Source,
            Shared.Key,
            Target,
            LocalTarget.IfExists,
        }.Does(async context =>
        {
            var key = context.Get(Shared.Key);
            var file = LocalTarget.Of(context.Get(Target), key);
            if (Path.GetFileName(file) is "" or "." or "..")
            {
                throw new ArgumentException($"The key '{key}' has no file name. Give a target file.");
            }

            if (file != "-")
            {
                LocalTarget.RequireFree(context, file);
            }

            var store = await context.DataClient.DataSources.GetObjectStoreAsync(context.Get(Shared.Source), context.CancellationToken);
            if (file == "-")
            {
                await using var content = await store.OpenReadAsync(key, context.CancellationToken);
                await using var output = context.OpenBinaryOutput();
                await content.CopyToAsync(output, context.CancellationToken);
                return ExitCode.Success;
            }

            var result = await store.DownloadAsync(key, file, cancellationToken: context.CancellationToken);
            context.WriteOne(TransferResultRow.From(result), OutputJson.Written.TransferResultRow, TransferResultRow.Columns);
            return ExitCode.Success;
        });
}
