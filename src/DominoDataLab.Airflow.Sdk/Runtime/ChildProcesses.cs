using System.Globalization;
using System.Runtime.InteropServices;

namespace DominoDataLab.Airflow.Sdk.Runtime;

/// <summary>The processes that the task started. Airflow signals only the bundle itself, so they would survive it.</summary>
internal static partial class ChildProcesses
{
    private const int Terminate = 15;
    private const int ForceEnd = 9;
    private const int SetChildSubreaper = 36;
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Makes this process the parent of orphans, so that the child of an ended child is found as well.</summary>
    public static void AdoptOrphans()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetProcessOption(SetChildSubreaper, 1, 0, 0, 0);
        }
    }

    /// <summary>Asks all child processes to end, and kills those that don't within a moment.</summary>
    public static async Task StopAsync()
    {
        var children = Find();
        children.ForEach(child => _ = SendSignal(child, Terminate));
        for (var waited = TimeSpan.Zero; waited < Grace && Find().Count > 0; waited += PollInterval)
        {
            await Task.Delay(PollInterval).ConfigureAwait(false);
        }

        Kill();
    }

    /// <summary>Kills all child processes.</summary>
    public static void Kill() => Find().ForEach(child => _ = SendSignal(child, ForceEnd));

    private static List<int> Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && ReadParent(id) is { } parent)
            {
                parents[id] = parent;
            }
        }

        return [.. parents.Keys.Where(id => IsBelow(id, Environment.ProcessId, parents))];
    }

    private static bool IsBelow(int id, int ancestor, Dictionary<int, int> parents)
    {
        // A process can vanish and its ID return while the list is read, so the walk has a limit.
        for (var steps = 0; steps < parents.Count && parents.TryGetValue(id, out var parent); steps++)
        {
            if (parent == ancestor)
            {
                return true;
            }

            id = parent;
        }

        return false;
    }

    // The line is: id (name) state parent ... A name can contain blanks and parentheses.
    private static int? ReadParent(int id)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{id}/stat");
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ', 3);
            return fields[0] is "Z" or "X" ? null : int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int SetProcessOption(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);
}
