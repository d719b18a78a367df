using System.CommandLine;
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
}

/// <summary>Numbers as options have them.</summary>
internal static class Number
{
    public static bool IsWhole(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    public static bool IsSeconds(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= int.MaxValue;
}
