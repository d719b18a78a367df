using DominoDataLab.Client;

namespace DominoDataLab.Data.Queries.Files;

/// <summary>Writes a result to a temporary file beside the target, which takes the target's name when it is complete.</summary>
internal static class ResultFile
{
    public static async Task WriteAsync(string path, IResultOutput output, QueryResult result, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".domino-{Guid.NewGuid():N}.tmp");
        try
        {
            await WriteAllAsync(temporary, output, result, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(temporary);
            if (e is not (DominoException or OperationCanceledException or IOException or UnauthorizedAccessException))
            {
                throw new DominoQueryException($"The query result could not be written to '{path}': {e.Message}", innerException: e);
            }

            throw;
        }
    }

    private static async Task WriteAllAsync(string path, IResultOutput output, QueryResult result, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: false);
        await using (file.ConfigureAwait(false))
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
