using System.Globalization;

namespace DominoDataLab.Client.ScheduledJobs;

/// <summary>The numbers that one field of an expression allows.</summary>
internal sealed class CronField
{
    private readonly bool[] _has;

    private CronField(bool[] has, bool isInterval) => (_has, IsInterval) = (has, isInterval);

    /// <summary>true if the field says "every", by a range, a step or a star; otherwise, false.</summary>
    public bool IsInterval { get; }

    public IEnumerable<int> Values => Enumerable.Range(0, _has.Length).Where(Has);

    public bool Has(int value) => _has[value];

    public static CronField Parse(string field, string name, int least, int most, string[] words)
    {
        var has = new bool[most + 1];
        var isInterval = false;
        foreach (var item in field.Split(','))
        {
            var parts = item.Split('/');
            var ends = parts[0] is "*" || (parts[0].Length == 0 && parts.Length == 2) ? [] : parts[0].Split('-');
            if (parts.Length > 2 || ends.Length > 2)
            {
                throw Bad(item, name, least, most, words);
            }

            var step = parts.Length == 1 ? 1 : Number(parts[1], item, name, 1, Math.Max(most, 1), []);
            var first = ends.Length == 0 ? least : Number(ends[0], item, name, least, most, words);
            var last =
                ends.Length == 2 ? Number(ends[1], item, name, least, most, words)
                : ends.Length == 0 || parts.Length == 2 ? most
                : first;
            isInterval |= ends.Length != 1 || parts.Length == 2;

            // A range may wrap around, as FRI-MON and 22-2 do.
            for (var value = first; value <= (last < first ? last + most - least + 1 : last); value += step)
            {
                has[value > most ? value - (most - least + 1) : value] = true;
            }
        }

        return new CronField(has, isInterval);
    }

    /// <summary>Reads a number, or a word that stands for one. The first word stands for the lowest number.</summary>
    public static int Number(string text, string item, string name, int least, int most, string[] words) =>
        Array.FindIndex(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var word ? word + least
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw Bad(item, name, least, most, words);

    private static FormatException Bad(string item, string name, int least, int most, string[] words) =>
        new(
            $"Invalid {name} '{item}'. Use {least} to {most}"
                + $"{(words.Length == 0 ? "" : $" or {words[0]} to {words[^1]}")}, with ',', '-', '/' and '*'."
        );
}
