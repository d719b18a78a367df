using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>One line of a log; no two of a job have the same time, so a time is a place in the log.</summary>
internal sealed record LogEntry(long Nanoseconds, string Type, string Text);

/// <summary>A job's log: a file with one JSON line for each line written, flushed at once.</summary>
internal sealed class JobLog(string file, TimeProvider time) : IDisposable
{
    private readonly FileStream _file = new(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    private readonly Lock _turn = new();
    private long _last;

    public void Write(string type, string text)
    {
        lock (_turn)
        {
            var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
            _last = Math.Max(now, _last + 1);
            var line = new JsonObject { ["t"] = _last, ["s"] = type, ["l"] = text }.ToJsonString() + "\n";
            _file.Write(Encoding.UTF8.GetBytes(line));
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The lines after a time, in order; a line that is still being written does not count.</summary>
    public static IEnumerable<LogEntry> Read(string file, long after)
    {
        if (!File.Exists(file))
        {
            yield break;
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            LogEntry entry;
            try
            {
                using var json = JsonDocument.Parse(line);
                entry = new LogEntry(json.RootElement.GetProperty("t").GetInt64(), json.RootElement.GetProperty("s").GetString()!, json.RootElement.GetProperty("l").GetString()!);
            }
            catch (JsonException)
            {
                // Only the end of the file can be half a line: it is being written, or the server died while it was.
                yield break;
            }

            if (entry.Nanoseconds > after)
            {
                yield return entry;
            }
        }
    }
}
