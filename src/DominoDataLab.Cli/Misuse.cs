using System.CommandLine;
using System.CommandLine.Parsing;

namespace DominoDataLab.Cli;

/// <summary>Tells the user what is wrong with a command line, and what was probably meant.</summary>
internal static class Misuse
{
    private const int FarthestTypo = 3;

    public static async Task ExplainAsync(ParseResult parsed, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        var line = Line(parsed.CommandResult);
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0 && parsed.Errors.Count == 1)
        {
            // A group without its verb is a question.
            await Tool
                .Root.Parse([.. line.Split(' ')[1..], "--help"])
                .InvokeAsync(new InvocationConfiguration { Output = error, Error = error });
            return;
        }

        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..])
        {
            await error.WriteLineAsync(
                $"domino: Unknown command '{line} {word}'.{Suggestion(word, command.Subcommands.Select(sub => sub.Name))}"
            );
        }
        else
        {
            // What was not understood is told once, with what to do about it.
            var unknown = parsed.UnmatchedTokens.Where(token => token.StartsWith('-')).ToList();
            foreach (
                var message in parsed
                    .Errors.Select(e => e.Message.ReplaceLineEndings(" "))
                    .Where(message =>
                        unknown.Count == 0 || !parsed.UnmatchedTokens.Any(token => message.Contains($"'{token}'", StringComparison.Ordinal))
                    )
            )
            {
                await error.WriteLineAsync($"domino: {message}");
            }

            foreach (var option in unknown)
            {
                await error.WriteLineAsync(
                    $"domino: Unknown option "
                        + $"'{option}'.{Suggestion(option, command.Options.Concat(Tool.Root.Options).Select(known => known.Name))}"
                );
            }
        }

        await error.WriteLineAsync($"See: {line} --help");
    }

    private static string Line(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Line(parent)} {result.Command.Name}" : "domino";

    private static string Suggestion(string word, IEnumerable<string> known)
    {
        var nearest = known
            .Select(name => (name, distance: Distance(word, name)))
            .Where(pair => pair.distance <= FarthestTypo)
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.name)
            .FirstOrDefault();
        return nearest is null ? "" : $" Did you mean '{nearest}'?";
    }

    // Letters to insert, delete or replace.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
