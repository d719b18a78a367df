using System.CommandLine;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Server;

/// <summary><c>domino server status</c></summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create() =>
        new ToolCommand("status", "Asks the server on a data folder whether it answers, and says where.") { SharedOptions.Data }.Does(
            async context =>
            {
                var (row, process) = ServerState.Find(context.Get(SharedOptions.Data)!);
                using (process)
                {
                    await AskAsync(row, context.CancellationToken);
                }

                context.WriteOne(
                    row,
                    OutputJson.Written.ServerRow,
                    new("Address", shown => shown.Address),
                    new("User", shown => shown.User),
                    new("Key", shown => shown.KeyFile),
                    new("Data", shown => shown.DataFolder),
                    new("Process", shown => $"{shown.ProcessId}")
                );
                return ExitCode.Success;
            }
        );

    // The version needs no key, and the server may have been given one that this command does not have.
    private static async Task AskAsync(ServerRow row, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var reply = await http.GetAsync(new Uri(new Uri(row.Address), "/version"), cancellationToken);
            reply.EnsureSuccessStatusCode();
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new InvalidOperationException(
                $"The server on '{row.DataFolder}' (process {row.ProcessId}) does not answer at {row.Address}: {e.Message} End it with: domino server stop --data {row.DataFolder}",
                e
            );
        }
    }
}
