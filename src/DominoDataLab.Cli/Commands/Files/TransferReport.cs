using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary>Adds up the transfers of a command and reports them.</summary>
internal sealed class TransferReport
{
    private long _done;

    /// <summary>The files that were transferred so far.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>The sum of all transfers that ended.</summary>
    public TransferResult Total { get; private set; } = new(0, 0, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The file, if the command named a single one.</summary>
    public TransferRow? Single { get; set; }

    public void Completed(TransferredFile file)
    {
        if (file.Outcome != TransferOutcome.Skipped)
        {
            Interlocked.Increment(ref _done);
        }
    }

    public void Add(TransferResult result) =>
        Total = new(
            Total.FilesTransferred + result.FilesTransferred,
            Total.FilesSkipped + result.FilesSkipped,
            Total.FilesRenamed + result.FilesRenamed,
            Total.BytesTransferred + result.BytesTransferred,
            Total.BytesResumed + result.BytesResumed,
            Total.Elapsed + result.Elapsed
        )
        {
            LeftOut = [.. Total.LeftOut, .. result.LeftOut],
        };

    /// <param name="context">The command.</param>
    /// <param name="did">The verb: <c>Uploaded</c>.</param>
    /// <param name="skipped">The place of the skipped files: <c>already in the project</c>.</param>
    public async Task WriteAsync(CommandContext context, string did, string skipped)
    {
        var (files, single) = (Total.FilesTransferred + Total.FilesSkipped, Single);
        if (context.IsJson)
        {
            context.WriteJson(TransferResultRow.From(Total), OutputJson.Written.TransferResultRow);
        }
        else if (files == 1 && single is not null)
        {
            await context.SayAsync(
                Total.FilesSkipped == 1
                    ? $"'{single.Path}' is {skipped}."
                    : $"{did} {single.LocalPath} as {single.Path} ({Plural.Of(single.SizeBytes, "byte")})."
            );
        }
        else
        {
            var also = Total.FilesSkipped > 0 ? $" {Plural.Of(Total.FilesSkipped, "file")} {skipped}." : "";
            await context.SayAsync(
                $"{did} {Plural.Of(Total.FilesTransferred, "file")} ({Plural.Of(Total.BytesTransferred, "byte")}).{also}"
            );
        }
    }
}
