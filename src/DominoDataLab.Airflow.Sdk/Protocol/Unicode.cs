using System.Buffers;
using System.Text;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>Checks strings for half surrogate pairs, which UTF-8 has no form for and on which the supervisor ends.</summary>
internal static class Unicode
{
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and var at)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out var used) != OperationStatus.Done)
            {
                return false;
            }

            text = text[(at + used)..];
        }

        return true;
    }

    /// <summary>Replaces half surrogate pairs with U+FFFD.</summary>
    public static string Repair(string text) => IsWellFormed(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
