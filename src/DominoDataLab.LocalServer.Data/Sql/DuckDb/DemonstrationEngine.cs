using System.Globalization;
using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Data.Sql.DuckDb;

/// <summary>
/// A database of generated taxi trips. It is generated when it is first queried, always with the same values for the same number of rows
/// and seed.
/// </summary>
internal sealed class DemonstrationEngine(DuckDbDatabases databases, ServerFolders folders, LocalDataSourcesOptions options) : ISqlEngine
{
    private const long UsualRows = 10_000_000;
    private const long UsualSeed = 42;

    private readonly Lock _turn = new();

    public string Name => "demo";

    public IReadOnlyList<string> Types => SourceTypes.AnyTabular;

    public bool IsDefault => false;

    public IReadOnlyList<string> Members { get; } = ["rows", "seed", "limits"];

    public void Check(SourceSpec spec, string folder)
    {
        QueryLimits.Read(spec.Settings, options.StatementTimeout);
        var (rows, seed) = (Number(spec, "rows") ?? UsualRows, Number(spec, "seed") ?? UsualSeed);
        (spec.Settings["rows"], spec.Settings["seed"]) = (rows, seed);
    }

    public ISqlQuery Create(SqlStatement statement) => new DuckDbQuery(databases, () => Generated(statement), statement.Text);

    /// <summary>Gets the database of the source, and generates it if it is missing.</summary>
    private DuckDbLocation Generated(SqlStatement statement)
    {
        var settings = statement.Source.Settings;
        var (rows, seed) = (settings["rows"]!.GetValue<long>(), settings["seed"]!.GetValue<long>());
        var folder = Path.Combine(folders.Root, "demonstration");
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"trips-{rows}-{seed}.duckdb"));
        lock (_turn)
        {
            if (!File.Exists(file))
            {
                Directory.CreateDirectory(folder);
                Generate(file, rows, seed);
            }
        }

        return new DuckDbLocation(file, IsReadOnly: true);
    }

    /// <summary>
    /// Writes the rows into a file of another name first, so that a server that is killed leaves no part of them under the right one. The
    /// values follow from the row's number by arithmetic alone, which no version of DuckDB will compute differently.
    /// </summary>
    private static void Generate(string file, long rows, long seed)
    {
        var unfinished = file + ".unfinished";
        File.Delete(unfinished);
        using (var database = DuckDbNative.Open(unfinished, []))
        using (var connection = DuckDbNative.Connect(database))
        {
            DuckDbNative.Run(
                connection,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    CREATE TABLE trips AS
                    WITH numbers AS (SELECT i, (i * 48271 + {seed} * 7919) % 2147483647 AS r FROM range({rows}) AS t(i))
                    SELECT
                        i AS id,
                        TIMESTAMP '2024-01-01 00:00:00' + to_seconds(i * 3) AS started_at,
                        round(1.5 + (r % 10007) / 400.0, 2)::DOUBLE AS distance_km,
                        ['Altona', 'Barmbek', 'Eimsbüttel', 'Harburg', 'Wandsbek'][1 + (r % 5)::INTEGER] AS district
                    FROM numbers
                    ORDER BY i
                    """
                )
            );
            DuckDbNative.Run(connection, "CHECKPOINT");
        }

        File.Move(unfinished, file);
    }

    private static long? Number(SourceSpec spec, string member) =>
        spec.Settings[member] switch
        {
            null => null,
            System.Text.Json.Nodes.JsonValue value when value.TryGetValue<long>(out var number) && number is >= 0 and <= 1_000_000_000 =>
                number,
            _ => throw DomainException.Invalid($"'{member}' must be a whole number from 0 to 1,000,000,000."),
        };
}
