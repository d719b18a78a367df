using System.Globalization;

namespace DominoDataLab.LocalServer.Execution.Local;

/// <summary>A process as Linux lists it.</summary>
internal readonly record struct ProcessEntry(int Id, int Parent, int Session, long ResidentBytes, double CpuSeconds);

/// <summary>Finds the processes of a job under /proc, also those that left its process group; elsewhere it finds none.</summary>
internal static class ProcessTable
{
    // Linux counts processor time in hundredths of a second for its readers, whatever its own clock is.
    private const double TicksPerSecond = 100;

    /// <summary>Gets the usage of the processes of a session, or null if it has no processes or the system is not Linux.</summary>
    public static ExecutionUsage? UsageOf(int session)
    {
        var family = Family(Read(), session);
        return family.Count == 0
            ? null
            : new ExecutionUsage(family.Sum(entry => entry.CpuSeconds), family.Sum(entry => entry.ResidentBytes));
    }

    public static List<ProcessEntry> Read()
    {
        var entries = new List<ProcessEntry>();
        if (!OperatingSystem.IsLinux())
        {
            return entries;
        }

        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Text(folder + "/stat") is { Length: > 0 } text
            )
            {
                // The program's name stands in brackets and may hold anything; the numbers follow the last bracket.
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] is not ("Z" or "X"))
                {
                    // Its own time and that of children it has waited for, each in user and system mode.
                    var ticks = Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]);
                    entries.Add(
                        new ProcessEntry(
                            id,
                            (int)Number(fields[1]),
                            (int)Number(fields[3]),
                            Number(fields[21]) * Environment.SystemPageSize,
                            ticks / TicksPerSecond
                        )
                    );
                }
            }
        }

        return entries;
    }

    /// <summary>The session's processes and all that descend from one of them.</summary>
    public static List<ProcessEntry> Family(List<ProcessEntry> all, int session) => WithChildren(all, entry => entry.Session == session);

    /// <summary>
    /// All of a job's processes: its session, what carries its id in the environment or works in its folder, and their descendants.
    /// </summary>
    public static List<ProcessEntry> OfExecution(int? session, string executionId, string folder) =>
        WithChildren(Read(), entry => entry.Session == session || Carries(entry.Id, executionId) || WorksIn(entry.Id, folder));

    /// <summary>Gets the memory of processes together. Shared pages count once.</summary>
    public static long ProportionalBytes(IEnumerable<ProcessEntry> entries)
    {
        long sum = 0;
        foreach (var entry in entries)
        {
            var line = Text($"/proc/{entry.Id}/smaps_rollup")
                ?.Split('\n')
                .FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            sum += line is null
                ? entry.ResidentBytes
                : 1024 * long.Parse(line["Pss:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture);
        }

        return sum;
    }

    /// <summary>The processors that this server may use.</summary>
    public static List<int> AllowedProcessors()
    {
        var list = Text("/proc/self/status")
            ?.Split('\n')
            .FirstOrDefault(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
        return list is null
            ? [.. Enumerable.Range(0, Environment.ProcessorCount)]
            :
            [
                .. list["Cpus_allowed_list:".Length..]
                    .Trim()
                    .Split(',')
                    .SelectMany(range =>
                    {
                        var ends = range.Split('-');
                        var first = (int)Number(ends[0]);
                        return Enumerable.Range(first, (int)Number(ends[^1]) - first + 1);
                    }),
            ];
    }

    private static List<ProcessEntry> WithChildren(List<ProcessEntry> all, Predicate<ProcessEntry> first)
    {
        // Never the server itself, whatever it was started from: a job may well run a server, and its own jobs, in turn.
        all.RemoveAll(entry => entry.Id == Environment.ProcessId);
        var found = all.FindAll(first);
        var ids = found.Select(entry => entry.Id).ToHashSet();
        for (var count = -1; count != ids.Count; )
        {
            count = ids.Count;
            found.AddRange(all.Where(entry => ids.Contains(entry.Parent) && ids.Add(entry.Id)));
        }

        return found;
    }

    private static bool Carries(int processId, string executionId) =>
        Text($"/proc/{processId}/environ") is { } environment
        && ("\0" + environment).Contains("\0DOMINO_RUN_ID=" + executionId + "\0", StringComparison.Ordinal);

    private static bool WorksIn(int processId, string folder)
    {
        try
        {
            return new FileInfo($"/proc/{processId}/cwd").LinkTarget is { } place
                && (place + "/").StartsWith(folder + "/", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended or belongs to another user.
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
