using System.Text;
using System.Text.Json.Nodes;

namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>From what a job was asked to run to the words of a process: an absolute program and its arguments.</summary>
internal static class Launch
{
    /// <exception cref="FormatException">The command can't be run; the message says why and what to do.</exception>
    public static IReadOnlyList<string> Words(JobRow job, string folder, string? path)
    {
        if (job.IsDirect)
        {
            return [Shell, "-c", job.Command];
        }

        List<string> words = job.Arguments is { } list
            ? [.. JsonNode.Parse(list)!.AsArray().Select(item => item!.GetValue<string>())]
            : CommandLine.Split(job.Command);
        return Words(words, folder, job.InputCommit, path);
    }

    /// <exception cref="FormatException">The command can't be run; the message says why and what to do.</exception>
    public static IReadOnlyList<string> Words(List<string> words, string folder, string commit, string? path)
    {
        if (words.Count == 0 || words[0].Length == 0)
        {
            throw new FormatException("The command is empty.");
        }

        if (words.Exists(word => word.Contains('\0', StringComparison.Ordinal)))
        {
            throw new FormatException("The command holds a NUL character.");
        }

        var file = Path.Combine(folder, words[0]);
        var kind = Path.GetExtension(words[0]).ToUpperInvariant();
        if (File.Exists(file))
        {
            return kind switch
            {
                ".PY" => [Python, .. words],
                ".R" => [Required("Rscript", "R (https://www.r-project.org)"), .. words],
                ".SH" => [Shell, .. words],
                ".CS" =>
                [
                    Required("dotnet", "the .NET 10 SDK (https://dotnet.microsoft.com/download)"),
                    "run",
                    words[0],
                    "--",
                    .. words.Skip(1),
                ],
                _ => [Startable(words[0], file), .. words.Skip(1)],
            };
        }

        if (kind is ".PY" or ".R" or ".SH" or ".CS")
        {
            throw new FormatException(
                $"The file '{words[0]}' was not found at commit {commit} of the project. Upload it first, or check the spelling: case "
                    + $"matters."
            );
        }

        return words[0] switch
        {
            "python" or "python3" => [Python, .. words.Skip(1)],
            "Rscript" => [Required("Rscript", "R (https://www.r-project.org)"), .. words.Skip(1)],
            "dotnet" => [Required("dotnet", "the .NET 10 SDK (https://dotnet.microsoft.com/download)"), .. words.Skip(1)],
            var name when name.Contains('/', StringComparison.Ordinal) => throw new FormatException(
                Directory.Exists(file)
                    ? $"'{name}' is a folder."
                    : $"'{name}' was not found, neither as a file at commit {commit} of the project nor as a program on this machine."
            ),
            var name =>
            [
                Programs.Find(name, path)
                    ?? throw new FormatException($"The program '{name}' was not found in the project or on this machine."),
                .. words.Skip(1),
            ],
        };
    }

    private static string Python =>
        Programs.Find("python3") ?? Programs.Find("python") ?? Required("python3", "Python 3 (https://www.python.org)");

    private static string Shell => Programs.Find("bash") ?? "/bin/sh";

    private static string Required(string program, string what) =>
        Programs.Find(program)
        ?? throw new FormatException(
            $"The machine that runs this server has no '{program}' on its PATH. Install {what}, then restart the server."
        );

    /// <summary>A file as a program, if the system will be able to start it.</summary>
    private static string Startable(string name, string file)
    {
        if (!Programs.IsExecutable(file))
        {
            throw new FormatException(
                $"'{name}' is not executable: begin it with a line such as #!/bin/sh, or name the program that reads it."
            );
        }

        if (Interpreter(file) is { } interpreter && !File.Exists(interpreter))
        {
            throw new FormatException($"'{name}' asks for the interpreter '{interpreter}', which this machine does not have.");
        }

        return Path.GetFullPath(file);
    }

    private static string? Interpreter(string file)
    {
        var start = new byte[256];
        using var stream = File.OpenRead(file);
        var line = Encoding.UTF8.GetString(start, 0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)).Split('\n')[0];
        return line.StartsWith("#!", StringComparison.Ordinal)
            ? line[2..].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()
            : null;
    }
}
