using System.Text;
using System.Text.Json;
using DominoDataLab.LocalServer.Execution.Logs;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>The files in a job's folder that mean something to Domino itself.</summary>
internal static class JobFiles
{
    private const int ConsoleTailLines = 10_000;
    private const int MaxStatisticsBytes = 1024 * 1024;

    private const string StatisticsName = "dominostats.json";

    public static string StatisticsFile(string folder) => Path.Combine(folder, StatisticsName);

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
                writer.Write(line.Content);
                writer.Write(line.End);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Write($"results/stdout.txt can't be written: {FileProblem.Of(e)}.");
        }
    }

    /// <summary>Reads the statistics that a job left as a JSON object. The log names what is left out.</summary>
    public static string Statistics(string folder, JobLog log)
    {
        try
        {
            using var stream = PlainFile.Open(folder, StatisticsName);
            if (stream is null)
            {
                return "{}";
            }

            if (stream.Length is 0 or > MaxStatisticsBytes)
            {
                log.Write(
                    stream.Length == 0
                        ? "dominostats.json is left out: it is empty."
                        : $"dominostats.json is left out: it has {stream.Length} bytes, and may have {MaxStatisticsBytes}."
                );
                return "{}";
            }

            var content = new byte[stream.Length];
            var count = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return DominoStatistics.Read(content[..count], log.Write).ToJsonString();
        }
        catch (JsonException e)
        {
            log.Write($"dominostats.json is left out: it is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Write($"dominostats.json is left out: {FileProblem.Of(e)}.");
        }

        return "{}";
    }
}
