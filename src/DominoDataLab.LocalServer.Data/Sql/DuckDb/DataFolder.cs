using System.Globalization;

namespace DominoDataLab.LocalServer.Data.Sql.DuckDb;

/// <summary>A folder of data files: each file, and each folder with Parquet files, is a table.</summary>
internal static class DataFolder
{
    /// <summary>Lists the tables. Symbolic links are skipped, since they could lead anywhere.</summary>
    public static IReadOnlyList<DataTable> Tables(string folder) =>
        [
            .. new DirectoryInfo(folder)
                .EnumerateFileSystemInfos()
                .Where(entry => entry.LinkTarget is null)
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(Table)
                .OfType<DataTable>()
                .DistinctBy(table => table.Name, StringComparer.OrdinalIgnoreCase),
        ];

    private static DataTable? Table(FileSystemInfo entry) =>
        entry switch
        {
            DirectoryInfo inner when inner.EnumerateFiles("*.parquet", SearchOption.AllDirectories).Any() => new DataTable(
                inner.Name,
                "read_parquet",
                Path.Combine(inner.FullName, "**", "*.parquet"),
                Stamp(inner)
            ),
            FileInfo file when Reader(file.Name) is { } reader => new DataTable(
                file.Name[..file.Name.IndexOf('.', StringComparison.Ordinal)],
                reader,
                file.FullName,
                Stamp(file)
            ),
            _ => null,
        };

    private static string? Reader(string name)
    {
        var plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return name.StartsWith('.')
            ? null
            : Path.GetExtension(plain).ToUpperInvariant() switch
            {
                ".PARQUET" => "read_parquet",
                ".CSV" or ".TSV" => "read_csv",
                ".JSON" or ".NDJSON" or ".JSONL" => "read_json",
                _ => null,
            };
    }

    private static string Stamp(FileSystemInfo entry) => entry.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A table over files.</summary>
internal sealed record DataTable(string Name, string Reader, string Files, string Stamp)
{
    /// <summary>A value that changes with the columns of the table.</summary>
    public string Version => $"{Name}\0{Files}\0{Stamp}";

    public string CreateView =>
        $"CREATE VIEW \"{Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" AS SELECT * FROM {Reader}({DuckDbNative.Literal(Files)})";
}
