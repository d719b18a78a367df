using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Files;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>The files in a job's folder that mean something to Domino itself.</summary>
internal static class JobFiles
{
    private const int ConsoleTailLines = 10_000;
    private const int MaxStatisticsBytes = 1024 * 1024;

    public static string StatisticsFile(string folder) => Path.Combine(folder, "dominostats.json");

    /// <summary>Writes the console's tail to <c>results/stdout.txt</c>; never through a link that the job laid there.</summary>
    public static void WriteConsole(string folder, LogIndex index, JobLog log)
    {
        var results = new DirectoryInfo(Path.Combine(folder, "results"));
        try
        {
            if (results.LinkTarget is not null)
            {
                log.Write("results/stdout.txt is not written: 'results' is a symbolic link.");
                return;
            }

            results.Create();
            var file = Path.Combine(results.FullName, "stdout.txt");
            File.Delete(file);
            var count = index.End().Count(LogTypes.Output);
            using var writer = new StreamWriter(new FileStream(file, FileMode.CreateNew, FileAccess.Write), new UTF8Encoding(false));
            foreach (var line in index.Read(LogTypes.Output, 0, Math.Max(0, count - ConsoleTailLines)))
            {
                writer.Write(line.Text);
                writer.Write('\n');
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Write("results/stdout.txt can't be written: " + e.Message);
        }
    }

    /// <summary>The statistics that a job left: a flat object of numbers and texts, as JSON. What is none is named in the log.</summary>
    public static string Statistics(string folder, JobLog log)
    {
        var statistics = new JsonObject();
        try
        {
            using var stream = PlainFile.Open(StatisticsFile(folder));
            if (stream is null)
            {
                return "{}";
            }

            if (stream.Length > MaxStatisticsBytes)
            {
                log.Write($"dominostats.json is left out: it has {stream.Length} bytes, and may have {MaxStatisticsBytes}.");
                return "{}";
            }

            if (JsonNode.Parse(stream) is not JsonObject given)
            {
                log.Write("dominostats.json is left out: it must hold one JSON object of names and values.");
                return "{}";
            }

            foreach (var (name, value) in given)
            {
                if (value?.GetValueKind() is JsonValueKind.Number or JsonValueKind.String or JsonValueKind.True or JsonValueKind.False)
                {
                    statistics[name] = value.DeepClone();
                }
                else
                {
                    log.Write($"dominostats.json: '{name}' is left out; only numbers and texts can be shown.");
                }
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            log.Write("dominostats.json is left out: " + e.Message);
        }

        return statistics.ToJsonString();
    }
}
