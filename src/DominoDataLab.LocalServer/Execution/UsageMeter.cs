using System.Diagnostics;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>The usage of a job at a point in time.</summary>
/// <param name="AtMs">The time, in milliseconds since 1970.</param>
/// <param name="Cpu">Percent of its tier's processors, on average since the sample before.</param>
/// <param name="MemoryGiB">Memory that its processes hold.</param>
internal sealed record UsageRow(long AtMs, double Cpu, double MemoryGiB);

/// <summary>Samples what running jobs use.</summary>
internal sealed partial class UsageMeter(Database database, TimeProvider time, ILogger<UsageMeter> logger)
{
    private const string Samples = "SELECT at_ms, cpu, memory FROM job_usage WHERE job_id = $job";
    private const int Kept = 1000;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public List<UsageRow> Of(string jobId) => database.List(Samples + " ORDER BY rowid", Map, ("$job", jobId));

    public UsageRow? Latest(string jobId) => database.One(Samples + " ORDER BY rowid DESC LIMIT 1", Map, ("$job", jobId));

    /// <summary>Samples until the return value is disposed.</summary>
    public IAsyncDisposable Watch(string jobId, IExecution execution, LocalHardwareTier tier)
    {
        var cores = Math.Min(tier.Cores, Environment.ProcessorCount);

        // Processes live in real time, whatever clock the server shows.
        var since = Stopwatch.GetTimestamp();
        var before = 0.0;
        return time.CreateTimer(
            _ =>
            {
                try
                {
                    if (execution.Usage is { } now)
                    {
                        var elapsed = Stopwatch.GetElapsedTime(since).TotalSeconds;

                        // A process that ended took its time with it, so the sum may sink.
                        var cpu = Math.Max(0, now.CpuSeconds - before) / elapsed / cores * 100;
                        (since, before) = (Stopwatch.GetTimestamp(), now.CpuSeconds);
                        Add(jobId, cpu, now.MemoryBytes / (1024.0 * 1024 * 1024));
                    }
                }
                catch (Exception e)
                {
                    // This runs on a timer's thread. A sample that cannot be kept must not end the server.
                    CouldNotMeasure(logger, jobId, e);
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
            ("$at", time.GetUtcNow().ToUnixTimeMilliseconds()),
            ("$cpu", cpu),
            ("$memory", memory)
        );
        database.Write(
            """
            DELETE FROM job_usage WHERE job_id = $job
                AND rowid NOT IN (SELECT rowid FROM job_usage WHERE job_id = $job ORDER BY rowid DESC LIMIT $kept)
            """,
            ("$job", jobId),
            ("$kept", Kept)
        );
    }

    private static UsageRow Map(SqliteDataReader row) => new(row.GetInt64(0), row.GetDouble(1), row.GetDouble(2));

    [LoggerMessage(Level = LogLevel.Warning, Message = "What job {JobId} uses could not be measured or kept")]
    private static partial void CouldNotMeasure(ILogger logger, string jobId, Exception reason);
}
