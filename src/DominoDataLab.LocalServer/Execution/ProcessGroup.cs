using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>
/// Everything that depends on the system: a job's processes form one session that ends as a whole, and on Linux they are
/// held to their tier's processors and memory. Elsewhere the runtime's own means do what they can, and the job's log says so.
/// </summary>
internal sealed partial class ProcessGroup : IDisposable
{
    private const int Sigkill = 9;
    private const int Sigterm = 15;
    private const int Sigcont = 18;
    private static int _next;
    private readonly bool _isGroup;
    private readonly string _jobId;
    private readonly string _folder;

    private ProcessGroup(Process process, bool isGroup, string jobId, string folder) =>
        (Process, _isGroup, _jobId, _folder) = (process, isGroup, jobId, folder);

    public Process Process { get; }

    /// <summary>What this system can't do for a job, or null.</summary>
    public static string? Limitation { get; } =
        !OperatingSystem.IsLinux() ? "On this system hardware tiers bind nothing, and a job is stopped without SIGTERM."
        : Programs.Find("setsid") is null
            ? "This machine has no setsid (package util-linux): hardware tiers bind nothing, and a job is stopped without SIGTERM."
        : Programs.Find("taskset") is null ? "This machine has no taskset (package util-linux): hardware tiers do not bind processors."
        : null;

    /// <exception cref="Win32Exception">The program can't be started.</exception>
    public static ProcessGroup Start(
        IReadOnlyList<string> command,
        string jobId,
        string folder,
        IReadOnlyDictionary<string, string> variables,
        LocalHardwareTier tier
    )
    {
        var words = command;
        var setsid = OperatingSystem.IsLinux() ? Programs.Find("setsid") : null;
        if (setsid is not null)
        {
            var kibibytes = ((long)(tier.MemoryGiB * 1024 * 1024)).ToString(CultureInfo.InvariantCulture);
            words = [setsid, "/bin/sh", "-c", "ulimit -d " + kibibytes + " 2>/dev/null; exec \"$@\"", "sh", .. Processors(tier), .. words];
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
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DOMINO_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ProcessGroup(process, setsid is not null, jobId, folder);
    }

    /// <summary>Asks all processes to end; false where only <see cref="KillAll"/> can.</summary>
    public bool Terminate()
    {
        if (!_isGroup)
        {
            return false;
        }

        foreach (var entry in ProcessTable.OfJob(Process.Id, _jobId, _folder))
        {
            _ = Kill(entry.Id, Sigterm);

            // A process that is suspended hears nothing until it goes on.
            _ = Kill(entry.Id, Sigcont);
        }

        return true;
    }

    public void KillAll()
    {
        if (_isGroup)
        {
            _ = Kill(-Process.Id, Sigkill);
            KillLeftOver(Process.Id, _jobId, _folder);
        }
        else if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Ends every process of a job; what is not the job's is left alone.</summary>
    public static void KillLeftOver(int? session, string jobId, string folder)
    {
        // A process may start another one while the list is read; a few rounds find that one too.
        for (var round = 0; round < 10; round++)
        {
            var left = ProcessTable.OfJob(session, jobId, folder);
            if (left.Count == 0)
            {
                return;
            }

            foreach (var entry in left)
            {
                _ = Kill(entry.Id, Sigkill);
            }
        }
    }

    /// <summary>Waits until the job's processes hold more memory than they may, then ends them; false if that never happens.</summary>
    public async Task<bool> ExceedsMemoryAsync(LocalHardwareTier tier, CancellationToken ended)
    {
        if (!_isGroup)
        {
            return false;
        }

        var limit = (long)(tier.MemoryGiB * 1024 * 1024 * 1024);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                var family = ProcessTable.Family(ProcessTable.Read(), Process.Id);
                if (family.Sum(entry => entry.ResidentBytes) > limit && ProcessTable.ProportionalBytes(family) > limit)
                {
                    KillAll();
                    return true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The job ended within its bounds.
        }

        return false;
    }

    public void Dispose() => Process.Dispose();

    private static string[] Processors(LocalHardwareTier tier)
    {
        var all = ProcessTable.AllowedProcessors();
        if (tier.Cores >= all.Count || Programs.Find("taskset") is not { } taskset)
        {
            return [];
        }

        // Jobs take turns at the processors, so that small ones do not crowd on the first.
        var first = (uint)Interlocked.Add(ref _next, tier.Cores);
        return
        [
            taskset,
            "-c",
            string.Join(
                ',',
                Enumerable
                    .Range(0, tier.Cores)
                    .Select(i => all[(int)((first + (uint)i) % (uint)all.Count)].ToString(CultureInfo.InvariantCulture))
            ),
        ];
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
