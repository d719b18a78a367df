using System.Text;

namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>Splits a command line as a POSIX shell does: blanks, quotes and backslashes; nothing is expanded.</summary>
internal static class CommandLine
{
    /// <exception cref="FormatException">A quote is not closed, or the line ends in a backslash.</exception>
    public static List<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var inWord = false;
        for (var i = 0; i < line.Length; i++)
        {
            var character = line[i];
            if (character is '\'' or '"')
            {
                inWord = true;
                var quote = character;
                for (i++; ; i++)
                {
                    if (i >= line.Length)
                    {
                        throw new FormatException($"The command has a {quote} that is not closed: {line}");
                    }

                    if (line[i] == quote)
                    {
                        break;
                    }

                    if (quote == '"' && line[i] == '\\' && i + 1 < line.Length && (line[i + 1] is '"' or '\\' or '$' or '`'))
                    {
                        i++;
                    }

                    word.Append(line[i]);
                }
            }
            else if (character == '\\')
            {
                if (++i >= line.Length)
                {
                    throw new FormatException($"The command ends in a backslash: {line}");
                }

                inWord = true;
                word.Append(line[i]);
            }
            else if (char.IsWhiteSpace(character))
            {
                if (inWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    inWord = false;
                }
            }
            else
            {
                inWord = true;
                word.Append(character);
            }
        }

        if (inWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
