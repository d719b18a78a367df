using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Files;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file ignored</c></summary>
internal static class IgnoredCommand
{
    private static readonly Argument<string> Path = new("path") { Description = "A file or folder, from the project's root" };
    private static readonly Option<string> Root = new("--folder")
    {
        Description = "The project's root on this machine, which has the .dominoignore",
        HelpName = "folder",
        DefaultValueFactory = _ => ".",
    };

    public static Command Create() =>
        new ToolCommand(
            "ignored",
            "Show which line of .dominoignore ignores a path. The exit code is 0 if it is ignored and 1 if not, as in git check-ignore.",
            "domino file ignored results/a.log"
        )
        {
            Path,
            Root,
        }.Does(context =>
        {
            var root = context.Get(Root)!;
            if (!Directory.Exists(root))
            {
                throw new DirectoryNotFoundException($"The folder '{root}' was not found.");
            }

            var path = context.Get(Path);
            var rule = DominoIgnore.Read(root).Explain(path);
            context.WriteOne(
                new IgnoredRow(path, rule is not null, rule?.Line, rule?.Pattern),
                OutputJson.Written.IgnoredRow,
                new("Path", row => row.Path),
                new("Ignored by", _ => rule?.ToString() ?? "nothing")
            );
            return Task.FromResult(rule is null ? ExitCode.Error : ExitCode.Success);
        });
}
