using System.Diagnostics;
using System.Text.Json;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Server;

/// <summary>What a running server leaves in its data folder for <c>status</c> and <c>stop</c>.</summary>
internal static class ServerState
{
    public static async Task WriteAsync(string dataFolder, ServerRow row, CancellationToken cancellationToken)
    {
        var temporary = StateFile(dataFolder) + ".new";
        await File.WriteAllTextAsync(temporary, JsonSerializer.Serialize(row, OutputJson.Written.ServerRow), cancellationToken);
        File.Move(temporary, StateFile(dataFolder), overwrite: true);
    }

    public static void Remove(string dataFolder) => File.Delete(StateFile(dataFolder));

    /// <summary>The server on a folder.</summary>
    /// <exception cref="FileNotFoundException">None runs there.</exception>
    public static (ServerRow Row, Process Process) Find(string dataFolder)
    {
        if (Read(dataFolder) is { } row && IsHeld(Path.Combine(dataFolder, "lock")))
        {
            try
            {
                return (row, Process.GetProcessById(row.ProcessId));
            }
            catch (ArgumentException)
            {
                // It is gone: told below.
            }
        }

        throw new FileNotFoundException(
            $"No server runs on '{Path.GetFullPath(dataFolder)}'. Start one with: domino server start --data {dataFolder}"
        );
    }

    private static string StateFile(string dataFolder) => Path.Combine(dataFolder, "server.json");

    private static ServerRow? Read(string dataFolder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(StateFile(dataFolder)), OutputJson.Written.ServerRow);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    // A server that was killed leaves its state, and its number may be another program's by now; its lock went with it.
    private static bool IsHeld(string lockFile)
    {
        try
        {
            using var free = new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
