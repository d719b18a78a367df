using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>
/// Everything that depends on the system: a job's processes form one group that ends as a whole, and on Linux they are
/// held to their tier's processors and memory. Elsewhere the runtime's own means do what they can, and the job's log says so.
/// </summary>
internal sealed partial class ProcessGroup : IDisposable
{
    private const int Sigterm = 15;
    private const int Sigkill = 9;
    private static int _next;
    private readonly bool _isGroup;
    private readonly Lock _turn = new();
    private bool _isDisposed;

    private ProcessGroup(Process process, bool isGroup) => (Process, _isGroup) = (process, isGroup);

    public Process Process { get; }

    /// <summary>What this system can't do for a job, or null.</summary>
    public static string? Limitation { get; } =
        OperatingSystem.IsLinux() && Find("setsid") is not null ? null
        : OperatingSystem.IsLinux() ? "This machine has no setsid (package util-linux): a stopped job's detached processes may live on, and hardware tiers bind nothing."
        : "On this system hardware tiers bind nothing, and a job is stopped without SIGTERM.";

    /// <exception cref="Win32Exception">The program can't be started.</exception>
    public static ProcessGroup Start(IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string> variables, LocalHardwareTier tier)
    {
        if (Find(command[0], folder) is not { } program)
        {
            throw new Win32Exception($"there is no program '{command[0]}' in the project or on this machine");
        }

        List<string> words = [program, .. command.Skip(1)];
        var isGroup = Limitation is null;
        if (isGroup)
        {
            var kibibytes = ((long)(tier.MemoryGiB * 1024 * 1024)).ToString(CultureInfo.InvariantCulture);
            words = [Find("setsid")!, "/bin/sh", "-c", "ulimit -d " + kibibytes + " 2>/dev/null; exec \"$@\"", "sh", .. Processors(tier), .. words];
        }

        var start = new ProcessStartInfo(words[0])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var word in words.Skip(1))
        {
            start.ArgumentList.Add(word);
        }

        // What the server was told about a Domino is not for its jobs; they get their own.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DOMINO_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ProcessGroup(process, isGroup);
    }

    /// <summary>Asks all processes of the group to end; where that can't be said, ends them.</summary>
    public void Terminate() => Signal(Sigterm);

    /// <summary>Ends all processes of the group.</summary>
    public void KillAll() => Signal(Sigkill);

    private void Signal(int signal)
    {
        lock (_turn)
        {
            // A timer may come late, and the number of a process that has ended may be another's by now.
            if (_isDisposed)
            {
                return;
            }

            if (_isGroup)
            {
                // In its first moments the process has not made its group yet; then it is alone and can be told itself.
                if (Kill(-Process.Id, signal) != 0 && !Process.HasExited)
                {
                    _ = Kill(Process.Id, signal);
                }
            }
            else if (!Process.HasExited)
            {
                Process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Ends what a dead server left running; a process that is not that job's is left alone.</summary>
    public static void KillLeftOver(int processId, string jobId)
    {
        try
        {
            if (OperatingSystem.IsLinux() && File.ReadAllText($"/proc/{processId}/environ").Contains("DOMINO_RUN_ID=" + jobId, StringComparison.Ordinal))
            {
                _ = Kill(-processId, Sigkill);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>A program in the project or on the path, as an absolute path; null if there is none.</summary>
    public static string? Find(string program, string? folder = null)
    {
        if (folder is not null && File.Exists(Path.Combine(folder, program)))
        {
            return Path.GetFullPath(Path.Combine(folder, program));
        }

        if (program.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(program) ? program : null;
        }

        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(place => endings.Select(ending => Path.Combine(place, program + ending)))
            .FirstOrDefault(File.Exists);
    }

    public void Dispose()
    {
        lock (_turn)
        {
            _isDisposed = true;
            Process.Dispose();
        }
    }

    private static string[] Processors(LocalHardwareTier tier)
    {
        var all = Environment.ProcessorCount;
        if (tier.Cores >= all || Find("taskset") is not { } taskset)
        {
            return [];
        }

        // Jobs take turns at the processors, so that small ones do not crowd on the first.
        var first = Interlocked.Add(ref _next, tier.Cores);
        return [taskset, "-c", string.Join(',', Enumerable.Range(0, tier.Cores).Select(i => ((uint)(first + i) % (uint)all).ToString(CultureInfo.InvariantCulture)))];
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
