using System.CommandLine;
using DominoDataLab.Cli.Commands.Datasets;

namespace DominoDataLab.Cli.Commands;

/// <summary>A local file to write, by the rule of <c>cp</c>: a folder takes the file under its own name.</summary>
internal static class LocalTarget
{
    public static Option<string> IfExists { get; } = TransferCommand.IfExists("fail", "fail", "overwrite");

    /// <param name="local">The target. With a slash at its end, it is a folder, whether it exists or not.</param>
    /// <param name="source">The path or key of the file.</param>
    public static string Of(string local, string source)
    {
        var name = source[(source.LastIndexOf('/') + 1)..];
        return local == "." ? name
            : Path.EndsInDirectorySeparator(local) || Directory.Exists(local) ? Path.Combine(local, name)
            : local;
    }

    /// <summary>Checks that nothing is lost if the file is written. Devices and pipes have no length.</summary>
    /// <exception cref="ConflictException">The file has content, and the user did not ask to overwrite it.</exception>
    public static void RequireFree(CommandContext context, string path)
    {
        if (context.Get(IfExists) != "overwrite" && new FileInfo(path) is { Exists: true, Length: > 0 })
        {
            throw new ConflictException($"'{path}' already exists. Nothing was written. Use --if-exists overwrite.");
        }
    }
}
