using System.Globalization;

namespace DominoDataLab.Cli.Output;

/// <summary>A column of a table.</summary>
/// <param name="Header">The heading.</param>
/// <param name="Value">The cell: a string, a time, or null if it is empty.</param>
/// <param name="IsNumber">true to align the cells on the right; otherwise, false.</param>
internal sealed record Column<T>(string Header, Func<T, object?> Value, bool IsNumber = false);

/// <summary>Writes tables for people. Programs read JSON.</summary>
/// <param name="writer">The output.</param>
/// <param name="width">The columns of the terminal, or null if nothing is cut.</param>
/// <param name="zone">The time zone of the times.</param>
internal sealed class Table(TextWriter writer, int? width, TimeZoneInfo zone)
{
    private const string Gap = "  ";

    /// <summary>Writes rows with aligned columns. On a terminal, longer lines are cut.</summary>
    public void Write<T>(IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns)
    {
        if (rows.Count == 0)
        {
            return;
        }

        List<string[]> lines =
        [
            [.. columns.Select(column => column.Header.ToUpperInvariant())],
            .. rows.Select(row => columns.Select(column => Cell(column.Value(row))).ToArray()),
        ];
        var widths = columns.Select((_, i) => lines.Max(line => line[i].Length)).ToArray();
        foreach (var line in lines)
        {
            var text = string.Join(Gap, line.Select((cell, i) => columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])))
                .TrimEnd();
            writer.WriteLine(text.Length > width ? string.Concat(text.AsSpan(0, Math.Max(width.Value - 1, 0)), "…") : text);
        }
    }

    /// <summary>Writes a line for each column that is not empty.</summary>
    public void WriteOne<T>(T row, IReadOnlyList<Column<T>> columns)
    {
        var shown = columns.Select(column => (column.Header, Value: Cell(column.Value(row)))).Where(line => line.Value.Length > 0).ToList();
        var longest = shown.Max(line => line.Header.Length) + 1;
        foreach (var (header, value) in shown)
        {
            writer.WriteLine($"{(header + ":").PadRight(longest)} {value}");
        }
    }

    private string Cell(object? value) =>
        value switch
        {
            null => "",
            DateTimeOffset time => Time(time),
            _ => Clean(value.ToString() ?? ""),
        };

    private string Time(DateTimeOffset time)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone);
        return local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + (zone.HasSameRules(TimeZoneInfo.Utc) ? "Z" : "");
    }

    // Names and commands come from the server. They must not break the table or control the terminal.
    private static string Clean(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
