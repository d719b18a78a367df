using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DominoDataLab.Cli;

/// <summary>Checks the values of options and arguments.</summary>
internal static class Checks
{
    /// <summary>Refuses a value of an option, with a message that says what is valid.</summary>
    public static Option<T> Checked<T>(this Option<T> option, Func<string, bool> isValid, string rule)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !isValid(token.Value)) is { } wrong)
            {
                result.AddError($"Invalid value '{wrong.Value}' for {option.Name}. Use {rule}.");
            }
        });
        return option;
    }

    /// <summary>Accepts only these values, and completes them.</summary>
    public static Option<string> OneOf(this Option<string> option, params string[] values)
    {
        option.CompletionSources.Add(values);
        option.HelpName ??= string.Join('|', values);
        return option.Checked(values.Contains, List(values));
    }

    /// <summary>Refuses empty values, such as a variable of a script that is not set, unless empty is the default. A job's command may have
    /// empty words.</summary>
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
                result.AddError($"{option.Name} is empty. Give it a value or leave it out.");
            }
        });

    private static string List(string[] values) => values.Length == 1 ? values[0] : $"{string.Join(", ", values[..^1])} or {values[^1]}";

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
