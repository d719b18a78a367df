using System.Text;

namespace DominoDataLab.Client.Jobs;

/// <summary>Creates command lines from words.</summary>
public static class CommandLine
{
    /// <summary>Joins words to one command line, quoted where a POSIX shell needs it: <c>["train.py", "two words"]</c> becomes
    /// <c>train.py 'two words'</c>. Nothing in a word is expanded: no variable, no pattern, no command.</summary>
    /// <param name="words">A file of the project or a program first, then one argument per item. Arguments may be empty and hold line
    /// ends.</param>
    /// <returns>For <see cref="StartJobRequest.Command"/>.</returns>
    /// <exception cref="ArgumentException">The list is empty, the first word is blank, or a word contains the character NUL.</exception>
    public static string Join(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var line = new StringBuilder();
        foreach (var word in words)
        {
            ArgumentNullException.ThrowIfNull(word, nameof(words));
            var first = line.Length == 0;
            if (first && string.IsNullOrWhiteSpace(word))
            {
                throw new ArgumentException(
                    "The first word is empty. Start the command with a file of the project or a program.",
                    nameof(words)
                );
            }

            if (word.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException("A word contains the character NUL, which programs cannot receive. Remove it.", nameof(words));
            }

            // A first word with an equals sign would set a variable.
            var plain = word.Length > 0 && word.All(IsPlain) && !(first && word.Contains('=', StringComparison.Ordinal));
            line.Append(first ? "" : " ").Append(plain ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        }

        return line.Length > 0
            ? line.ToString()
            : throw new ArgumentException("The command is empty. Start it with a file of the project or a program.", nameof(words));
    }

    private static bool IsPlain(char character) =>
        char.IsAsciiLetterOrDigit(character) || "-_./=:,+@%".Contains(character, StringComparison.Ordinal);
}
