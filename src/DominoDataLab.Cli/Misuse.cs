using System.CommandLine;
using System.CommandLine.Parsing;

namespace DominoDataLab.Cli;

/// <summary>Explains what is wrong with a command line and suggests a correction.</summary>
internal static class Misuse
{
    /// <summary>
    /// Finds words that look like options but were parsed as arguments or as values of options. The parser takes an unknown option for an
    /// argument if there is room for one.
    /// </summary>
    public static IReadOnlyList<string> Find(ParseResult parsed, string[] args)
    {
        var beforeSeparator = parsed
            .Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .ToHashSet<Token>(ReferenceEqualityComparer.Instance);
        var problems = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            foreach (var option in result.Children.OfType<OptionResult>())
            {
                // With an equals sign, it is a value whatever it looks like.
                problems.AddRange(
                    option
                        .Tokens.Where(token => IsSuspect(token) && args.Contains(token.Value))
                        .Select(token =>
                            $"{option.Option.Name} needs a value, but '{token.Value}' looks like an option. "
                            + $"If it is the value, write {option.Option.Name}={token.Value}"
                        )
                );
            }
        }

        var unknown = parsed
            .CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(IsSuspect)
            .Select(token => token.Value)
            .Concat(parsed.UnmatchedTokens.Where(RawArguments.LooksLikeOption))
            .Distinct();
        problems.AddRange(unknown.Select(option => $"Unknown option '{option}'.{OptionSuggestion(option, parsed.CommandResult.Command)}"));
        return problems;

        bool IsSuspect(Token token) => beforeSeparator.Contains(token) && RawArguments.LooksLikeOption(token.Value);
    }

    public static async Task ExplainAsync(ParseResult parsed, IReadOnlyList<string> problems, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        var line = Line(parsed.CommandResult);
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0 && parsed.Errors.Count == 1 && problems.Count == 0)
        {
            await Tool.ShowHelpAsync([.. line.Split(' ')[1..]], error);
            return;
        }

        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..] && problems.Count == 0)
        {
            var suggestion = Suggestion(word, command.Subcommands.Select(sub => sub.Name));
            await error.WriteLineAsync($"domino: Unknown command '{line} {word}'.{suggestion}");
        }
        else if (problems.Count > 0)
        {
            foreach (var problem in problems)
            {
                await error.WriteLineAsync($"domino: {problem}");
            }
        }
        else if (parsed.UnmatchedTokens.Count > 0)
        {
            await error.WriteLineAsync($"domino: Unexpected argument '{parsed.UnmatchedTokens[0]}'.");
        }
        else if (Missing(parsed.CommandResult) is { Length: > 0 } missing)
        {
            await error.WriteLineAsync($"domino: Missing {missing}.");
        }
        else
        {
            foreach (var problem in parsed.Errors.Select(e => e.Message.ReplaceLineEndings(" ")).Distinct())
            {
                await error.WriteLineAsync($"domino: {problem}");
            }
        }

        await error.WriteLineAsync($"See: {line} --help");
    }

    private static string Missing(CommandResult result) =>
        string.Join(
            ' ',
            result
                .Command.Arguments.Where(argument =>
                    argument.Arity.MinimumNumberOfValues > 0
                    && !argument.HasDefaultValue
                    && result.GetResult(argument) is null or { Tokens: [] }
                )
                .Select(argument => $"<{argument.Name}>")
        );

    private static string Line(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Line(parent)} {result.Command.Name}" : "domino";

    private static string OptionSuggestion(string option, Command command)
    {
        var known = command.Options.Concat(Tool.Root.Options).Select(each => each.Name).ToList();
        return option is "--force" or "--overwrite" or "-f" && known.Contains("--if-exists")
            ? " Did you mean '--if-exists overwrite'?"
            : Suggestion(option, known);
    }

    private static string Suggestion(string word, IEnumerable<string> known)
    {
        var bare = word.TrimStart('-');
        var nearest = known
            .Select(name => (Name: name, Bare: name.TrimStart('-')))
            .Where(each =>
                (bare.Length > 1 && each.Bare.StartsWith(bare, StringComparison.Ordinal))
                || (Distance(bare, each.Bare) * 3 <= Math.Max(bare.Length, each.Bare.Length) && bare.Length > 1)
            )
            .OrderBy(each => Distance(bare, each.Bare))
            .Select(each => each.Name)
            .FirstOrDefault();
        return nearest is null ? "" : $" Did you mean '{nearest}'?";
    }

    /// <summary>The number of letters to insert, delete, replace or swap with their neighbor.</summary>
    private static int Distance(string from, string to)
    {
        var distance = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }

                var replaced = distance[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1, replaced);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
                }
            }
        }

        return distance[from.Length, to.Length];
    }
}
