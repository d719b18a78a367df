using System.Collections.Concurrent;

namespace DominoDataLab.LocalServer.Execution.Logs;

/// <summary>The logs of all jobs, each a file of its own.</summary>
internal sealed class JobLogs(string folder, TimeProvider time)
{
    private const int MaxIndexes = 256;
    private readonly ConcurrentDictionary<string, LogIndex> _indexes = new(StringComparer.Ordinal);

    public JobLog Open(string jobId) => new(File(jobId), time);

    public LogIndex Of(string jobId)
    {
        // An index can be made again at any time; so this needs no better rule of what to forget.
        if (_indexes.Count >= MaxIndexes)
        {
            _indexes.Clear();
        }

        return _indexes.GetOrAdd(jobId, static (id, logs) => new LogIndex(logs.File(id)), this);
    }

    private string File(string jobId) => Path.Combine(folder, jobId + ".jsonl");
}
