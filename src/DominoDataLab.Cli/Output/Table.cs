namespace DominoDataLab.Cli.Output;

/// <summary>A column of a table.</summary>
/// <param name="Header">What stands above it.</param>
/// <param name="Value">What stands in it; null is left empty.</param>
/// <param name="IsNumber">Whether it is lined up on the right.</param>
internal sealed record Column<T>(string Header, Func<T, string?> Value, bool IsNumber = false);

/// <summary>Writes for people. What programs read is JSON.</summary>
internal static class Table
{
    private const string Gap = "  ";

    /// <summary>Lines up the columns; on a terminal no line is longer than it is wide.</summary>
    public static void Write<T>(TextWriter writer, IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns, int? width)
    {
        if (rows.Count == 0)
        {
            return;
        }

        List<string[]> lines =
        [
            [.. columns.Select(column => column.Header.ToUpperInvariant())],
            .. rows.Select(row => columns.Select(column => OneLine(column.Value(row))).ToArray()),
        ];
        var widths = columns.Select((_, i) => lines.Max(line => line[i].Length)).ToArray();
        foreach (var line in lines)
        {
            var text = string.Join(Gap, line.Select((cell, i) => columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])))
                .TrimEnd();
            writer.WriteLine(text.Length > width ? string.Concat(text.AsSpan(0, Math.Max(width.Value - 1, 0)), "…") : text);
        }
    }

    /// <summary>A line for each column that is not empty.</summary>
    public static void WriteOne<T>(TextWriter writer, T row, IReadOnlyList<Column<T>> columns)
    {
        var shown = columns
            .Select(column => (column.Header, Value: column.Value(row)))
            .Where(line => !string.IsNullOrEmpty(line.Value))
            .ToList();
        var width = shown.Max(line => line.Header.Length) + 1;
        foreach (var (header, value) in shown)
        {
            writer.WriteLine($"{(header + ":").PadRight(width)} {OneLine(value)}");
        }
    }

    // Names and commands come from the server: none may break the table or steer the terminal.
    private static string OneLine(string? text) =>
        text is null ? "" : string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
