using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Finds free ports, and finds out whether a process listens on a port.</summary>
internal static class Listener
{
    /// <summary>The port on which apps listen on a Domino deployment.</summary>
    public const int DominoPort = 8888;

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Checks whether a process with this variable in its environment listens on a port. Works on Linux only.</summary>
    public static bool IsHeldBy(int port, string variable)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var inodes = Inodes(port);
        return inodes.Count > 0
            && Directory
                .EnumerateDirectories("/proc")
                .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
                .Any(folder => Holds(folder, variable, inodes));
    }

    private static HashSet<string> Inodes(int port)
    {
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
        {
            foreach (var line in File.Exists(table) ? File.ReadLines(table).Skip(1) : [])
            {
                // Local address, remote address, state (0A: listening), and further on the socket's inode.
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > 9 && fields[3] == "0A" && fields[1].EndsWith(suffix, StringComparison.Ordinal))
                {
                    found.Add($"socket:[{fields[9]}]");
                }
            }
        }

        return found;
    }

    private static bool Holds(string process, string variable, HashSet<string> inodes)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Split('\0').Contains(variable)
                && Directory
                    .EnumerateFiles(Path.Combine(process, "fd"))
                    .Any(file => File.ResolveLinkTarget(file, returnFinalTarget: false) is { } target && inodes.Contains(target.Name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is not ours to look at.
            return false;
        }
    }
}
