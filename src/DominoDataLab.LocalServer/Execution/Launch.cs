using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>From what a job was asked to run to the words of a process.</summary>
internal static class Launch
{
    /// <exception cref="FormatException">The command can't be read.</exception>
    public static IReadOnlyList<string> Words(JobRow job, string folder)
    {
        if (job.Direct)
        {
            return ["/bin/sh", "-c", job.Command];
        }

        List<string> words = job.Arguments is { } list
            ? [.. JsonNode.Parse(list)!.AsArray().Select(item => item!.GetValue<string>())]
            : CommandLine.Split(job.Command);
        return Words(words, folder);
    }

    /// <exception cref="FormatException">There are no words.</exception>
    public static IReadOnlyList<string> Words(List<string> words, string folder)
    {
        if (words.Count == 0)
        {
            throw new FormatException("The command is empty.");
        }

        var isFile = File.Exists(Path.Combine(folder, words[0]));
        return Path.GetExtension(words[0]).ToUpperInvariant() switch
        {
            ".PY" when isFile => [ProcessGroup.Find("python3") is null ? "python" : "python3", .. words],
            ".R" when isFile => ["Rscript", .. words],
            ".SH" when isFile => ["/bin/sh", .. words],
            ".CS" when isFile => ["dotnet", "run", words[0], "--", .. words.Skip(1)],
            _ => words,
        };
    }
}
