using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.DataSources;

/// <summary><c>domino datasource get</c></summary>
internal static class GetCommand
{
    private static readonly Argument<string?> File = new("file")
    {
        Description = "The target file [default: the last part of the key]",
        DefaultValueFactory = _ => null,
    };

    public static Command Create() =>
        new ToolCommand("get", "Download an object from an object store.", "domino datasource get images 2024/cat.png cat.png")
        {
            Shared.Source,
            Shared.Key,
            File,
        }.Does(async context =>
        {
            var key = context.Get(Shared.Key);
            var file = context.Get(File) ?? key[(key.LastIndexOf('/') + 1)..];
            if (file.Length == 0 || file is "." or "..")
            {
                throw new ArgumentException($"The key '{key}' has no file name. Give a target file.");
            }

            var store = await context.DataClient.DataSources.GetObjectStoreAsync(context.Get(Shared.Source), context.CancellationToken);
            var result = await store.DownloadAsync(key, file, cancellationToken: context.CancellationToken);
            context.WriteOne(TransferResultRow.From(result), OutputJson.Written.TransferResultRow, TransferResultRow.Columns);
            return ExitCode.Success;
        });
}
