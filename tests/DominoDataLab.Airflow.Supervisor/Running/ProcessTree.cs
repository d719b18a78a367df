using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace DominoDataLab.Airflow.Supervisor.Running;

/// <summary>Reads processes and their sockets from /proc, and signals them.</summary>
internal static partial class ProcessTree
{
    /// <summary>Gets the process and all its descendants.</summary>
    public static List<int> Of(int process)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Stat(id) is { } stat)
            {
                parents[id] = int.Parse(stat[1], CultureInfo.InvariantCulture);
            }
        }

        var tree = new List<int> { process };
        for (var i = 0; i < tree.Count; i++)
        {
            tree.AddRange(parents.Where(pair => pair.Value == tree[i]).Select(pair => pair.Key));
        }

        return tree;
    }

    /// <summary>Gets whether a process exists and is not a zombie.</summary>
    public static bool IsAlive(int process) => Stat(process) is { } stat && stat[0] != "Z";

    /// <summary>Gets whether a process of the tree holds the client's end of the connection.</summary>
    public static bool OwnsSocket(int process, Socket connection)
    {
        if (Inode(connection) is not { } inode)
        {
            return false;
        }

        var link = $"socket:[{inode}]";
        return Holds(process, link) || Of(process).Exists(one => Holds(one, link));
    }

    /// <summary>Gets the resident memory of a process in bytes; 0 if it is gone.</summary>
    public static long ResidentMemory(int process)
    {
        var text = Read($"/proc/{process}/statm");
        return text is null ? 0 : long.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    public static void Signal(int process, PosixSignal signal) =>
        Kill(
            process,
            signal switch
            {
                PosixSignal.SIGTERM => 15,
                PosixSignal.SIGINT => 2,
                _ => 9,
            }
        );

    public static void Kill(int process) => Kill(process, 9);

    private static string[]? Stat(int process)
    {
        // The name in parentheses may hold blanks.
        var text = Read($"/proc/{process}/stat");
        return text?[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Holds(int process, string link)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(file => Target(file) == link);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? Target(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            // A descriptor that was closed since it was listed; the others matter still.
            return null;
        }
    }

    private static string? Inode(Socket connection)
    {
        // The same local port may serve other connections of the machine, so both ends are compared.
        var client = ((IPEndPoint)connection.RemoteEndPoint!).Port.ToString("X4", CultureInfo.InvariantCulture);
        var server = ((IPEndPoint)connection.LocalEndPoint!).Port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (var (file, address) in new[] { ("/proc/net/tcp", "0100007F"), ("/proc/net/tcp6", "0000000000000000FFFF00000100007F") })
        {
            foreach (var line in Read(file)?.Split('\n').Skip(1) ?? [])
            {
                var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns.Length > 9 && columns[1] == $"{address}:{client}" && columns[2] == $"{address}:{server}")
                {
                    return columns[9];
                }
            }
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
