using System.CommandLine;

namespace DominoDataLab.Cli;

/// <summary>What comes after the first word of a job's command is the command's, even if the tool has an option of that name.</summary>
internal static class PassedOn
{
    /// <summary>Puts <c>--</c> before the job's command.</summary>
    public static string[] Mark(string[] args)
    {
        Command command = Tool.Root;
        for (var i = 0; i < args.Length; i++)
        {
            var word = args[i];
            if (word == "--")
            {
                return args;
            }

            if (word.StartsWith('-'))
            {
                var option = command
                    .Options.Concat(Tool.Root.Options)
                    .FirstOrDefault(known => known.Name == word || known.Aliases.Contains(word));
                i += option is null || option.ValueType == typeof(bool) ? 0 : 1;
            }
            else if (command.Subcommands.FirstOrDefault(sub => sub.Name == word) is { } next)
            {
                command = next;
            }
            else
            {
                return command.Arguments is [{ Arity.MaximumNumberOfValues: > 1 }] ? [.. args[..i], "--", .. args[i..]] : args;
            }
        }

        return args;
    }
}
