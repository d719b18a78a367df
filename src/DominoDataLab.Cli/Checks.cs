using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DominoDataLab.Cli;

/// <summary>Refuses an option's text with a message that says what it must be.</summary>
internal static class Checks
{
    public static Option<T> Checked<T>(this Option<T> option, Func<string, bool> holds, string rule)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !holds(result.Tokens[0].Value))
            {
                result.AddError($"{option.Name} is '{result.Tokens[0].Value}'; it must be {rule}.");
            }
        });
        return option;
    }

    /// <summary>Refuses texts without a character to be seen, such as a script's variable that is not set, where an empty one is not what
    /// there is without any. A job's command may have such words.</summary>
    public static void RefuseBlank(Command command) =>
        command.Validators.Add(result =>
        {
            foreach (
                var argument in command.Arguments.Where(argument =>
                    argument.Name != "command"
                    && IsBlank(result.GetResult(argument))
                    && !(argument.HasDefaultValue && argument.GetDefaultValue() is "")
                )
            )
            {
                result.AddError($"<{argument.Name}> is empty.");
            }

            foreach (
                var option in command.Options.Where(option =>
                    IsBlank(result.GetResult(option)) && !(option.HasDefaultValue && option.GetDefaultValue() is "")
                )
            )
            {
                result.AddError($"{option.Name} is empty; give it a value, or leave it out.");
            }
        });

    private static bool IsBlank(SymbolResult? result) => result?.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)) == true;
}

/// <summary>Numbers as options have them.</summary>
internal static class Number
{
    public static bool IsWhole(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    public static bool IsSeconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= int.MaxValue;
}
