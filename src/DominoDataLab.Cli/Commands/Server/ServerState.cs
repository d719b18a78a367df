using System.Diagnostics;
using System.Text.Json;
using DominoDataLab.Cli.Output;

namespace DominoDataLab.Cli.Commands.Server;

/// <summary>The file that a running server keeps in its data folder for <c>status</c> and <c>stop</c>.</summary>
internal static class ServerState
{
    public static async Task WriteAsync(string dataFolder, ServerRow row, CancellationToken cancellationToken)
    {
        var temporary = StateFile(dataFolder) + ".new";
        await File.WriteAllTextAsync(temporary, JsonSerializer.Serialize(row, OutputJson.Written.ServerRow), cancellationToken);
        File.Move(temporary, StateFile(dataFolder), overwrite: true);
    }

    public static void Remove(string dataFolder) => File.Delete(StateFile(dataFolder));

    /// <summary>Finds the server on a folder.</summary>
    /// <exception cref="FileNotFoundException">No server runs there.</exception>
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
                // The process has ended. See the exception below.
            }
        }

        throw new FileNotFoundException(
            $"No server runs on '{Path.GetFullPath(dataFolder)}'. To start one, run: domino server start --data {dataFolder}"
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

    // A killed server leaves its state behind, and another program may have its process ID by now. The lock is released in any case.
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
