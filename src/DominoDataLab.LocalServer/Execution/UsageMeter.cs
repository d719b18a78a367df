using System.Diagnostics;
using System.Globalization;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>What a job used at a moment.</summary>
/// <param name="AtMs">When, in milliseconds since 1970.</param>
/// <param name="Cpu">Percent of its tier's processors, on average since the sample before.</param>
/// <param name="MemoryGiB">Memory that its processes hold.</param>
internal sealed record UsageRow(long AtMs, double Cpu, double MemoryGiB);

/// <summary>Measures what a running job's processes use, from /proc; on other systems there are no samples.</summary>
internal sealed partial class UsageMeter(Database database, LocalDominoOptions options)
{
    private const string Samples = "SELECT at_ms, cpu, memory FROM job_usage WHERE job_id = $job";
    private const int Kept = 1000;

    // Linux counts processor time in hundredths of a second for its readers, whatever its own clock is.
    private const double TicksPerSecond = 100;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly ILogger _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(
        "DominoDataLab.LocalServer.Usage"
    );

    public List<UsageRow> Of(string jobId) => database.List(Samples + " ORDER BY rowid", Map, ("$job", jobId));

    public UsageRow? Latest(string jobId) => database.One(Samples + " ORDER BY rowid DESC LIMIT 1", Map, ("$job", jobId));

    /// <summary>Measures until what is returned is disposed.</summary>
    public IAsyncDisposable Watch(string jobId, int processGroup, LocalHardwareTier tier)
    {
        var cores = Math.Min(tier.Cores, Environment.ProcessorCount);

        // Processes live in real time, whatever clock the server shows.
        var since = Stopwatch.GetTimestamp();
        var before = 0.0;
        return options.TimeProvider.CreateTimer(
            _ =>
            {
                try
                {
                    if (Measure(processGroup) is { } now)
                    {
                        var elapsed = Stopwatch.GetElapsedTime(since).TotalSeconds;

                        // A process that ended took its time with it, so the sum may sink.
                        var cpu = Math.Max(0, now.Seconds - before) / elapsed / cores * 100;
                        (since, before) = (Stopwatch.GetTimestamp(), now.Seconds);
                        Add(jobId, cpu, now.Bytes / (1024.0 * 1024 * 1024));
                    }
                }
                catch (Exception e)
                {
                    // This runs on a timer's thread; a sample that can't be kept must not end the server.
                    CouldNotMeasure(_logger, jobId, e.Message);
                }
            },
            null,
            First,
            Interval
        );
    }

    private void Add(string jobId, double cpu, double memory)
    {
        database.Write(
            "INSERT INTO job_usage (job_id, at_ms, cpu, memory) VALUES ($job, $at, $cpu, $memory)",
            ("$job", jobId),
            ("$at", options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds()),
            ("$cpu", cpu),
            ("$memory", memory)
        );
        database.Write(
            "DELETE FROM job_usage WHERE job_id = $job AND rowid NOT IN (SELECT rowid FROM job_usage WHERE job_id = $job ORDER BY rowid DESC LIMIT $kept)",
            ("$job", jobId),
            ("$kept", Kept)
        );
    }

    private static (double Seconds, long Bytes)? Measure(int processGroup)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        (double Seconds, long Bytes)? sum = null;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            string text;
            try
            {
                text = File.ReadAllText(folder + "/stat");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
                continue;
            }

            // The program's name stands in brackets and may hold anything; the numbers follow the last bracket.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            if (Number(fields[2]) == processGroup)
            {
                // Its own time and that of children it has waited for, each in user and system mode.
                var seconds = (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) / TicksPerSecond;
                sum = ((sum?.Seconds ?? 0) + seconds, (sum?.Bytes ?? 0) + (Number(fields[21]) * Environment.SystemPageSize));
            }
        }

        return sum;
    }

    private static UsageRow Map(SqliteDataReader row) => new(row.GetInt64(0), row.GetDouble(1), row.GetDouble(2));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What job {JobId} uses could not be measured or kept: {Reason}")]
    private static partial void CouldNotMeasure(ILogger logger, string jobId, string reason);
}
