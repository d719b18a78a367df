using DominoDataLab.Client;
using DominoDataLab.Client.LocalFiles;

namespace DominoDataLab.Data.Queries.Files;

/// <summary>Writes a result to a temporary file beside the target, which takes the target's name when it is complete.</summary>
internal static class ResultFile
{
    private const int BufferSize = 128 << 10;

    public static async Task WriteAsync(string path, IResultOutput output, QueryResult result, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(path);
        using var temporary = TemporaryFile.Create(Path.GetDirectoryName(target)!);
        try
        {
            var file = new FileStream(temporary.Handle, FileAccess.ReadWrite, BufferSize, isAsync: true);
            await using (file.ConfigureAwait(false))
            {
                await WriteAllAsync(file, output, result, cancellationToken).ConfigureAwait(false);
            }

            temporary.MoveTo(target, lastModified: null);
        }
        catch (Exception e) when (e is not (DominoException or OperationCanceledException or IOException or UnauthorizedAccessException))
        {
            throw new DominoQueryException($"The query result could not be written to '{path}': {e.Message}", innerException: e);
        }
    }

    private static async Task WriteAllAsync(Stream file, IResultOutput output, QueryResult result, CancellationToken cancellationToken)
    {
        await using (output.ConfigureAwait(false))
        {
            output.Open(file);
            while (await result.ReadBatchAsync(cancellationToken).ConfigureAwait(false) is { } batch)
            {
                using (batch)
                {
                    await output.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
                }
            }

            await output.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
