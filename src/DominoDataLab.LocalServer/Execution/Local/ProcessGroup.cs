using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using DominoDataLab.LocalServer.Execution.Local.Sandboxing;
using DominoDataLab.LocalServer.Execution.Preparation;

namespace DominoDataLab.LocalServer.Execution.Local;

/// <summary>
/// Everything that depends on the system: the processes of a command form one session that ends as a whole, and on Linux they are held to
/// the processors and memory of their tier. Elsewhere the runtime's own means do what they can, and the job's log says so.
/// </summary>
internal sealed partial class ProcessGroup : IDisposable
{
    private const int Sigkill = 9;
    private const int Sigterm = 15;
    private const int Sigcont = 18;
    private static readonly TimeSpan BetweenMemoryChecks = TimeSpan.FromMilliseconds(200);
    private static int _next;
    private readonly ExecutionSpec _spec;

    // Null on Linux, where the command has a session of its own.
    private readonly Process? _process;

    // Null outside of a sandbox. In one, the first process is bubblewrap, its child is the first process of the sandbox, and all others
    // descend from that.
    private readonly Stream? _report;

    private ProcessGroup(
        ExecutionSpec spec,
        int id,
        Stream stdout,
        Stream stderr,
        Task<(int Code, int? Signal)> exited,
        Process? process = null,
        Stream? report = null
    ) => (_spec, Id, Stdout, Stderr, Exited, _process, _report) = (spec, id, stdout, stderr, exited, process, report);

    /// <summary>The number of the first process; on Linux also that of the session.</summary>
    public int Id { get; }

    public Stream Stdout { get; }

    public Stream Stderr { get; }

    /// <summary>Completes when the first process has ended, with its exit code and the signal that ended it, if one did.</summary>
    public Task<(int Code, int? Signal)> Exited { get; }

    /// <summary>Gets a description of what this system cannot do for a job, or null.</summary>
    public static string? Limitation { get; } =
        !OperatingSystem.IsLinux() ? "On this system hardware tiers bind nothing, and a job is stopped without SIGTERM."
        : Programs.Find("taskset") is null ? "This machine has no taskset (package util-linux): hardware tiers do not bind processors."
        : null;

    /// <summary>Starts a command, on Linux in a sandbox if there is one.</summary>
    /// <exception cref="Win32Exception">The program cannot be started.</exception>
    public static ProcessGroup Start(ExecutionSpec spec, InheritedVariables inherited, Bubblewrap? sandbox)
    {
        var environment = inherited.Read();
        if (spec.Account is { } account)
        {
            environment["USER"] = environment["LOGNAME"] = account.Name;
        }

        foreach (var (name, value) in spec.Variables)
        {
            environment[name] = value;
        }

        return !OperatingSystem.IsLinux() ? StartProcess(spec, environment)
            : sandbox is null ? StartSession(spec, environment)
            : StartSandbox(spec, inherited, environment, sandbox);
    }

    /// <summary>Asks all processes to end. Returns false where only <see cref="KillAll"/> can end them.</summary>
    public bool Terminate()
    {
        if (_process is not null)
        {
            return false;
        }

        var processes = Processes();
        if (_report is not null && processes.Count == 0)
        {
            // The command has not started yet, and a signal now would be lost.
            KillAll();
        }

        foreach (var entry in processes)
        {
            _ = Kill(entry.Id, Sigterm);

            // A suspended process receives no signal until it continues.
            _ = Kill(entry.Id, Sigcont);
        }

        return true;
    }

    public void KillAll()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
        }
        else if (_process is null)
        {
            _ = Kill(-Id, Sigkill);
            KillUntilNoneIsLeft(Processes);
        }
    }

    /// <summary>Ends every process with the ID of an execution, or in its folder. Other processes are left alone.</summary>
    public static void KillLeftOver(string executionId, string folder) =>
        KillUntilNoneIsLeft(() => ProcessTable.OfExecution(session: null, executionId, folder));

    /// <summary>Waits until the processes hold more memory than they may, then ends them. Returns false if that never happens.</summary>
    public async Task<bool> ExceedsMemoryAsync(CancellationToken ended)
    {
        if (_process is not null)
        {
            return false;
        }

        var limit = (long)(_spec.Tier.MemoryGiB * 1024 * 1024 * 1024);
        using var timer = new PeriodicTimer(BetweenMemoryChecks);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                var family = ProcessTable.Family(ProcessTable.Read(), Id);
                if (family.Sum(entry => entry.ResidentBytes) > limit && ProcessTable.ProportionalBytes(family) > limit)
                {
                    KillAll();
                    return true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The command ended within its bounds.
        }

        return false;
    }

    public void Dispose()
    {
        Stdout.Dispose();
        Stderr.Dispose();
        _report?.Dispose();
        _process?.Dispose();
    }

    [SupportedOSPlatform("linux")]
    private static ProcessGroup StartSession(ExecutionSpec spec, Dictionary<string, string> environment)
    {
        var process = NativeSpawn.Start([.. Limits(spec.Tier), .. spec.Command], spec.Folder, environment, inputs: []);
        return new ProcessGroup(spec, process.ProcessId, process.Stdout, process.Stderr, ChildReaper.WatchAsync(process.ProcessId));
    }

    [SupportedOSPlatform("linux")]
    private static ProcessGroup StartSandbox(
        ExecutionSpec spec,
        InheritedVariables inherited,
        Dictionary<string, string> environment,
        Bubblewrap sandbox
    )
    {
        var (words, inputs) = sandbox.Wrap(spec, environment);

        // What a server's start looks for to end what an earlier one left.
        var own = inherited.Read();
        own["DOMINO_RUN_ID"] = spec.Id;
        var process = NativeSpawn.Start([.. Limits(spec.Tier), .. words, .. spec.Command], "/", own, inputs, spec.Account);
        return new ProcessGroup(
            spec,
            process.ProcessId,
            process.Stdout,
            process.Stderr,
            ExitOfAsync(ChildReaper.WatchAsync(process.ProcessId), process.Report!),
            report: process.Report
        );
    }

    private static string[] Limits(LocalHardwareTier tier)
    {
        var kibibytes = ((long)(tier.MemoryGiB * 1024 * 1024)).ToString(CultureInfo.InvariantCulture);
        return ["/bin/sh", "-c", $"ulimit -d {kibibytes} 2>/dev/null; exec \"$@\"", "sh", .. Processors(tier)];
    }

    /// <summary>Tells a command that a signal ended from one that ended with an exit code above 128, as bubblewrap does not.</summary>
    private static async Task<(int Code, int? Signal)> ExitOfAsync(Task<(int Code, int? Signal)> exited, Stream report)
    {
        var (code, signal) = await exited;
        return signal is null && code > 128 && await report.ReadAsync(new byte[1]) > 0 ? (code, code - 128) : (code, signal);
    }

    private static ProcessGroup StartProcess(ExecutionSpec spec, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(spec.Command[0], spec.Command.Skip(1))
        {
            WorkingDirectory = spec.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ProcessGroup(
            spec,
            process.Id,
            process.StandardOutput.BaseStream,
            process.StandardError.BaseStream,
            ExitOfAsync(process),
            process
        );
    }

    private static async Task<(int Code, int? Signal)> ExitOfAsync(Process process)
    {
        await process.WaitForExitAsync();
        return (process.ExitCode, null);
    }

    private List<ProcessEntry> Processes()
    {
        if (_report is null)
        {
            return _spec.IsMember ? ProcessTable.Family(ProcessTable.Read(), Id) : ProcessTable.OfExecution(Id, _spec.Id, _spec.Folder);
        }

        // Without bubblewrap's own two, which would end at once and leave the command alone. The second outlives the first, and ends when
        // all others have.
        var family = ProcessTable.Family(ProcessTable.Read(), Id);
        var ids = family.Select(entry => entry.Id).ToHashSet();
        return family.FindAll(entry => entry.Parent != Id && ids.Contains(entry.Parent));
    }

    private static void KillUntilNoneIsLeft(Func<List<ProcessEntry>> find)
    {
        // A process may start another one while the list is read; a few rounds find that one too.
        for (var round = 0; round < 10; round++)
        {
            var left = find();
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

    private static string[] Processors(LocalHardwareTier tier)
    {
        var all = ProcessTable.AllowedProcessors();
        if (tier.Cores >= all.Count || Programs.Find("taskset") is not { } taskset)
        {
            return [];
        }

        // Jobs take turns at the processors, so that small ones do not crowd on the first.
        var first = (uint)Interlocked.Add(ref _next, tier.Cores);
        var chosen = Enumerable
            .Range(0, tier.Cores)
            .Select(i => all[(int)((first + (uint)i) % (uint)all.Count)].ToString(CultureInfo.InvariantCulture));
        return [taskset, "-c", string.Join(',', chosen)];
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
