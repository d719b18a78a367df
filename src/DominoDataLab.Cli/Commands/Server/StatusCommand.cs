using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Text.Json;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Server;

/// <summary><c>domino server status</c></summary>
internal static class StatusCommand
{
    private const double GiB = 1024 * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static Command Create() =>
        new ToolCommand("status", "Show the server on a data folder: its address and, with its key, its activity.")
        {
            SharedOptions.Data,
        }.Does(async context =>
        {
            var (row, process) = ServerState.Find(context.Get(SharedOptions.Data)!);
            ServerActivityRow? activity;
            using (process)
            {
                activity = await AskAsync(context, row);
            }

            context.WriteOne(
                new ServerStatusRow(row, activity),
                OutputJson.Written.ServerStatusRow,
                new("Address", shown => shown.Address),
                new("User", shown => shown.User),
                new("Key", shown => shown.KeyFile),
                new("Data", shown => shown.DataFolder),
                new("Process", shown => $"{shown.ProcessId}"),
                new("Version", shown => shown.Activity?.Version ?? ""),
                new("Up", shown => shown.Activity is { } does ? Span(does.UptimeSeconds) : ""),
                new("Jobs", shown => shown.Activity is { } does ? Jobs(does) : ""),
                new("Disk", shown => shown.Activity is { } does ? Disk(does) : "")
            );
            return ExitCode.Success;
        });

    private static string Span(long seconds) => TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture);

    private static string Jobs(ServerActivityRow does) => $"{does.RunningJobs} running (at most {does.Places}), {does.QueuedJobs} queued";

    private static string Disk(ServerActivityRow does) =>
        string.Create(CultureInfo.InvariantCulture, $"{does.DiskFreeBytes / GiB:0.0} of {does.DiskTotalBytes / GiB:0.0} GiB free");

    /// <summary>Checks that the server is ready, which needs no key, and gets its activity if there is a key.</summary>
    private static async Task<ServerActivityRow?> AskAsync(CommandContext context, ServerRow row)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        var address = new Uri(row.Address);
        if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))
        {
            // The certificate is for the server's public name, not for this address, which comes from the server's state file.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) =>
                errors != SslPolicyErrors.RemoteCertificateNotAvailable;
        }

        using var http = new HttpClient(handler) { Timeout = Timeout, BaseAddress = address };
        try
        {
            using var health = await http.GetAsync(new Uri("/health", UriKind.Relative), context.CancellationToken);
            health.EnsureSuccessStatusCode();
            if (Key(context, row) is not { } key)
            {
                return null;
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, "/local/status");
            request.Headers.TryAddWithoutValidation("X-Domino-Api-Key", key);
            using var reply = await http.SendAsync(request, context.CancellationToken);
            return reply.IsSuccessStatusCode
                ? JsonSerializer.Deserialize(
                    await reply.Content.ReadAsStringAsync(context.CancellationToken),
                    OutputJson.Written.ServerActivityRow
                )
                : null;
        }
        catch (Exception e)
            when (e is HttpRequestException || (e is TaskCanceledException && !context.CancellationToken.IsCancellationRequested))
        {
            throw new InvalidOperationException(
                $"The server on '{row.DataFolder}' (process {row.ProcessId}) does not answer at {row.Address}: {e.Message} "
                    + $"To stop it, run: domino server stop --data {row.DataFolder}",
                e
            );
        }
    }

    private static string? Key(CommandContext context, ServerRow row)
    {
        try
        {
            return File.Exists(row.KeyFile) ? File.ReadAllText(row.KeyFile).Trim() : context.Variable("DOMINO_USER_API_KEY");
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
