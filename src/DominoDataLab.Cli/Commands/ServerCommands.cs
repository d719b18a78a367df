using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using DominoDataLab.Cli.Output;
using DominoDataLab.LocalServer;

namespace DominoDataLab.Cli.Commands;

/// <summary><c>domino server start|status|stop</c></summary>
internal static class ServerCommands
{
    private static readonly Option<string> Data = new("--data") { Description = "The data folder.", DefaultValueFactory = _ => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".domino", "server"), Recursive = true };

    public static Command Create() => new("server", "A Domino on this machine.") { Data, StartCommand(), StatusCommand(), StopCommand() };

    private static string StateFile(ParseResult parsed) => Path.Combine(parsed.GetValue(Data)!, "server.json");

    private static Command StartCommand()
    {
        var port = new Option<int>("--port") { Description = "The port; 0 is any free one.", DefaultValueFactory = _ => 7410 };
        var user = new Option<string>("--user") { Description = "The user's name.", DefaultValueFactory = _ => "domino" };
        var command = new Command("start", "Starts a server and serves until it is told to stop.") { port, user };
        command.SetAction((parsed, cancellationToken) => CommandContext.GuardAsync(parsed, async () =>
        {
            var key = Environment.GetEnvironmentVariable("DOMINO_USER_API_KEY");
            await using var server = await LocalDomino.StartAsync(
                new LocalDominoOptions { Port = parsed.GetValue(port), DataFolder = parsed.GetValue(Data), UserName = parsed.GetValue(user)!, ApiKey = string.IsNullOrEmpty(key) ? null : key },
                cancellationToken);
            var row = new ServerRow(server.Address.GetLeftPart(UriPartial.Authority), string.IsNullOrEmpty(key) ? server.KeyFile : "DOMINO_USER_API_KEY", server.UserName, server.DataFolder, Environment.ProcessId);
            var state = StateFile(parsed);
            await File.WriteAllTextAsync(state, JsonSerializer.Serialize(row, OutputJson.Default.ServerRow), cancellationToken);
            try
            {
                parsed.Write(row, OutputJson.Default.ServerRow, () => [$"Domino at {row.Address}, user {row.User}", $"key: {row.KeyFile}", $"data: {row.DataFolder}"]);
                await server.WaitForShutdownAsync(cancellationToken);
            }
            finally
            {
                File.Delete(state);
            }

            return ExitCode.Success;
        }));
        return command;
    }

    private static Command StatusCommand()
    {
        var command = new Command("status", "Says whether a server runs on the data folder, and where.");
        command.SetAction((parsed, _) => CommandContext.GuardAsync(parsed, () =>
        {
            var row = Running(parsed);
            parsed.Write(row, OutputJson.Default.ServerRow, () => [$"Domino at {row.Address}, user {row.User}, process {row.ProcessId}"]);
            return Task.FromResult(ExitCode.Success);
        }));
        return command;
    }

    private static Command StopCommand()
    {
        var command = new Command("stop", "Stops the server on the data folder; running jobs are stopped and their results kept.");
        command.SetAction((parsed, cancellationToken) => CommandContext.GuardAsync(parsed, async () =>
        {
            using var process = Process.GetProcessById(Running(parsed).ProcessId);
            using var signalled = await SignalAsync(process, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            await parsed.InvocationConfiguration.Error.WriteLineAsync("Stopped.");
            return ExitCode.Success;
        }));
        return command;
    }

    // A server that is killed leaves its state file; a process that is gone is no server.
    private static ServerRow Running(ParseResult parsed)
    {
        var state = StateFile(parsed);
        if (File.Exists(state) && JsonSerializer.Deserialize(File.ReadAllText(state), OutputJson.Default.ServerRow) is { } row)
        {
            try
            {
                using var process = Process.GetProcessById(row.ProcessId);
                return row;
            }
            catch (ArgumentException)
            {
                // Gone: told below.
            }
        }

        throw new FileNotFoundException($"No server runs on '{parsed.GetValue(Data)}'. Start one with: domino server start --data {parsed.GetValue(Data)}");
    }

    private static async Task<Process?> SignalAsync(Process process, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
            return null;
        }

        var kill = Process.Start(new ProcessStartInfo("/bin/kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))!;
        await kill.WaitForExitAsync(cancellationToken);
        return kill;
    }
}
