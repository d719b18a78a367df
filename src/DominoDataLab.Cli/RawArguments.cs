using System.CommandLine;

namespace DominoDataLab.Cli;

/// <summary>Rewrites the command line before it is parsed.</summary>
internal static class RawArguments
{
    /// <summary>
    /// Puts <c>--</c> before a job's command, so that the command keeps its own options, and turns the word <c>help</c> into
    /// <c>--help</c>: <c>domino help job logs</c>, <c>domino job help</c>.
    /// </summary>
    public static string[] Normalize(string[] args)
    {
        var isHelp = false;
        Command command = Tool.Root;
        var words = new List<string>(args.Length);
        for (var i = 0; i < args.Length; i++)
        {
            var word = args[i];
            if (word == "--")
            {
                words.AddRange(args[i..]);
                break;
            }

            if (word.StartsWith('-'))
            {
                words.Add(word);
                if (TakesValue(command, word) && i + 1 < args.Length)
                {
                    words.Add(args[++i]);
                }
            }
            else if (command.Subcommands.FirstOrDefault(sub => sub.Name == word) is { } next)
            {
                command = next;
                words.Add(word);
            }
            else if (word == "help" && command.Subcommands.Count > 0 && !isHelp)
            {
                isHelp = true;
            }
            else
            {
                words.AddRange(IsJobCommand(command) ? ["--", .. args[i..]] : args[i..]);
                break;
            }
        }

        return isHelp ? [.. words, "--help"] : [.. words];
    }

    /// <summary>Determines whether a word has the form of an option: <c>--force</c> or <c>-f</c>, but not <c>-</c>, <c>-1</c> or
    /// <c>-- an SQL comment</c>.</summary>
    public static bool LooksLikeOption(string word) =>
        word is ['-', '-', var second, ..] ? char.IsAsciiLetter(second) : word is ['-', var first, ..] && char.IsAsciiLetter(first);

    public static bool IsJobCommand(Command command) => command.Arguments.Any(argument => argument.Name == "command");

    private static bool TakesValue(Command command, string word) =>
        command.Options.Concat(Tool.Root.Options).FirstOrDefault(known => known.Name == word || known.Aliases.Contains(word)) is { } option
        && option.ValueType != typeof(bool);
}
