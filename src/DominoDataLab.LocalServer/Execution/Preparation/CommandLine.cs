using System.Text;

namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>Splits a command line as a POSIX shell does: blanks, quotes and backslashes; nothing is expanded.</summary>
internal static class CommandLine
{
    /// <exception cref="FormatException">A quote is not closed, or the line ends in a backslash.</exception>
    public static List<string> Split(string line)
    {
        var words = new List<string>();

        // Null between words: an empty word has quotes, which make it one.
        StringBuilder? word = null;
        for (var i = 0; i < line.Length; i++)
        {
            var character = line[i];
            if (char.IsWhiteSpace(character))
            {
                if (word is not null)
                {
                    words.Add(word.ToString());
                    word = null;
                }

                continue;
            }

            word ??= new StringBuilder();
            if (character is '\'' or '"')
            {
                i = Quoted(line, i, word);
            }
            else if (character == '\\')
            {
                word.Append(++i < line.Length ? line[i] : throw new FormatException($"The command ends in a backslash: {line}"));
            }
            else
            {
                word.Append(character);
            }
        }

        if (word is not null)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Reads what a quote encloses and returns the position of its end.</summary>
    private static int Quoted(string line, int start, StringBuilder word)
    {
        var quote = line[start];
        for (var i = start + 1; i < line.Length; i++)
        {
            if (line[i] == quote)
            {
                return i;
            }

            if (quote == '"' && line[i] == '\\' && i + 1 < line.Length && (line[i + 1] is '"' or '\\' or '$' or '`'))
            {
                i++;
            }

            word.Append(line[i]);
        }

        throw new FormatException($"The command has a {quote} that is not closed: {line}");
    }
}
