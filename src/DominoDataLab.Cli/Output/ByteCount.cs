using System.Globalization;
using System.Text.RegularExpressions;

namespace DominoDataLab.Cli.Output;

/// <summary>Parses and formats numbers of bytes: <c>8MiB</c>, <c>1.5 GiB</c>.</summary>
internal static partial class ByteCount
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Parses a whole number of bytes, KiB, MiB or GiB. Case does not matter, and a space before the unit is optional.</summary>
    public static bool TryParse(string text, out int bytes)
    {
        bytes = 0;
        if (
            Form().Match(text) is not { Success: true } match
            || !long.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var number)
        )
        {
            return false;
        }

        var unit = match.Groups[2].Value.ToUpperInvariant() switch
        {
            "K" => 1 << 10,
            "M" => 1 << 20,
            "G" => 1 << 30,
            _ => 1L,
        };
        if (number > int.MaxValue / unit)
        {
            return false;
        }

        bytes = (int)(number * unit);
        return true;
    }

    /// <summary>Formats three digits and a unit. Below 1 KiB, the number is exact.</summary>
    public static string Text(double bytes)
    {
        var unit = 0;
        for (; bytes >= 999.5 && unit < Units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(unit == 0 || bytes >= 99.95 ? $"{bytes:0}" : bytes >= 9.995 ? $"{bytes:0.0}" : $"{bytes:0.00}")} {Units[unit]}"
        );
    }

    [GeneratedRegex("^([0-9]{1,10}) ?(?:([KMG])(?:iB)?|B)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
