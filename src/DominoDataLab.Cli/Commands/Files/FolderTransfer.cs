using System.Text.Json;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary>Tells what became of many files.</summary>
internal static class FolderTransfer
{
    public static Task WriteAsync(CommandContext context, string folder, TransferResult result, string did, string skipped) =>
        context.IsJson
            ? context.Data.WriteLineAsync(
                JsonSerializer.Serialize(
                    new FolderTransferRow(folder, result.FilesTransferred, result.FilesSkipped, result.BytesTransferred),
                    OutputJson.Written.FolderTransferRow
                )
            )
            : context.SayAsync(
                $"{did} {result.FilesTransferred} files ({result.BytesTransferred} bytes){(result.FilesSkipped > 0 ? $"; {result.FilesSkipped} {skipped}" : "")}."
            );
}
