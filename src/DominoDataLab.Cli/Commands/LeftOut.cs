using DominoDataLab.Client.Transfers;

namespace DominoDataLab.Cli.Commands;

/// <summary>Reports the local files that an upload could not send.</summary>
internal static class LeftOut
{
    /// <returns>Success if every file was sent; otherwise, Error.</returns>
    public static async Task<ExitCode> ReportAsync(CommandContext context, TransferResult result)
    {
        foreach (var file in result.LeftOut)
        {
            await context.SayAsync($"domino: Skipped '{file.Path}': {file.Reason}.");
        }

        return result.LeftOut.Count == 0 ? ExitCode.Success : ExitCode.Error;
    }
}
