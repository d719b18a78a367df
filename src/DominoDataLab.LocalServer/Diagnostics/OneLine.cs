using System.Globalization;
using System.Text;

namespace DominoDataLab.LocalServer.Diagnostics;

/// <summary>Writes text that users have chosen into one line of a log, so that it cannot pass for lines of its own.</summary>
internal static class OneLine
{
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAny('\x7f', '\u2028', '\u2029'))
        {
            return text;
        }

        var line = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = character switch
            {
                '\n' => line.Append(@"\n"),
                '\r' => line.Append(@"\r"),
                '\t' => line.Append(character),
                < ' ' or '\x7f' or '\u2028' or '\u2029' => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => line.Append(character),
            };
        }

        return line.ToString();
    }
}
