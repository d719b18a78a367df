using System.CommandLine;
using DominoDataLab.Cli.Output;
using DominoDataLab.Client.Files;

namespace DominoDataLab.Cli.Commands.Files;

/// <summary><c>domino file ignored</c></summary>
internal static class IgnoredCommand
{
    private static readonly Argument<string[]> Paths = new("path") { Description = "Files or folders, from the project's root.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Root = new("--folder") { Description = "The root, which has the .dominoignore", HelpName = "folder", DefaultValueFactory = _ => "." };

    public static Command Create() =>
        new ToolCommand("ignored", "Tells which line of .dominoignore ignores a path.", "domino file ignored results/a.log data") { Paths, Root }.Does(context =>
        {
            var root = context.Get(Root)!;
            if (!Directory.Exists(root))
            {
                throw new DirectoryNotFoundException($"There is no folder '{root}'.");
            }

            var ignore = DominoIgnore.Read(root);
            context.WriteList(
                [.. context.Get(Paths).Select(path => (Path: path, Rule: ignore.Explain(path))).Select(each => new IgnoredRow(each.Path, each.Rule is not null, each.Rule?.Line, each.Rule?.Pattern))],
                OutputJson.Written.IReadOnlyListIgnoredRow,
                new("Path", row => row.Path),
                new("Ignored by", row => !row.Ignored ? "nothing" : row.Line == 0 ? $"{row.Pattern} (always)" : $"line {row.Line}: {row.Pattern}"));
            return Task.FromResult(ExitCode.Success);
        });
}

/// <summary>Whether a path is ignored; line 0: whatever the file says.</summary>
internal sealed record IgnoredRow(string Path, bool Ignored, int? Line, string? Pattern);
