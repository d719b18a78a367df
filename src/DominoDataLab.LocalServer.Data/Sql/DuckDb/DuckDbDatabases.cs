using System.Collections.Concurrent;
using System.Globalization;
using DominoDataLab.LocalServer.Storage;
using DuckDB.NET.Native;

namespace DominoDataLab.LocalServer.Data.Sql.DuckDb;

/// <summary>The open databases, one for each location. They can reach nothing outside of it.</summary>
internal sealed class DuckDbDatabases(ServerFolders folders) : IDisposable
{
    private const string MemoryLimit = "1GB";

    // The other half serves the connections. With more threads than can run, DuckDB waits for itself, and a query takes twice as long.
    private static readonly string Threads = Math.Max(1, Environment.ProcessorCount / 2).ToString(CultureInfo.InvariantCulture);

    private readonly ConcurrentDictionary<DuckDbLocation, Place> _places = new();

    /// <summary>Opens a database, or takes the one that is open if its files are still the same.</summary>
    /// <exception cref="QueryException">The database or a file can't be opened.</exception>
    public DuckDBDatabase Get(DuckDbLocation location)
    {
        // To open one may take long, and queries of others do not wait for it.
        var place = _places.GetOrAdd(location, _ => new Place());
        lock (place)
        {
            var tables = Directory.Exists(location.Path) ? DataFolder.Tables(location.Path) : null;
            var content = tables is not null ? string.Join('\n', tables.Select(table => table.Version)) : Content(location);
            if (place.Database is null || place.Content != content)
            {
                // Queries that run keep the old one open until they end.
                place.Database?.Dispose();
                place.Database = null;
                place.Database = tables is null ? OpenFile(location) : OpenFolder(location.Path, tables);
                place.Content = content;
            }

            return place.Database;
        }
    }

    public void Dispose()
    {
        foreach (var place in _places.Values)
        {
            place.Database?.Dispose();
        }
    }

    /// <summary>A database that statements change here would otherwise seem to be another one after each of them.</summary>
    private static string Content(DuckDbLocation location) =>
        location.IsReadOnly ? File.GetLastWriteTimeUtc(location.Path).Ticks.ToString(CultureInfo.InvariantCulture) : "";

    private DuckDBDatabase OpenFile(DuckDbLocation location)
    {
        var database = DuckDbNative.Open(location.Path, Settings(("access_mode", location.IsReadOnly ? "READ_ONLY" : "READ_WRITE")));
        return Prepared(database, ["SET enable_external_access = false", "SET lock_configuration = true"]);
    }

    private DuckDBDatabase OpenFolder(string folder, IReadOnlyList<DataTable> tables) =>
        Prepared(
            DuckDbNative.Open(":memory:", Settings()),
            [
                $"SET allowed_directories = [{DuckDbNative.Literal(folder + Path.DirectorySeparatorChar)}]",
                "SET enable_external_access = false",
                .. tables.Select(table => table.CreateView),
                "SET lock_configuration = true",
            ]
        );

    private (string Name, string Value)[] Settings(params ReadOnlySpan<(string, string)> more) =>
        [
            ("memory_limit", MemoryLimit),
            ("threads", Threads),
            ("temp_directory", Path.Combine(folders.Work, "duckdb")),
            ("autoinstall_known_extensions", "false"),
            ("autoload_known_extensions", "false"),
            ("allow_community_extensions", "false"),
            .. more,
        ];

    private static DuckDBDatabase Prepared(DuckDBDatabase database, IEnumerable<string> statements)
    {
        try
        {
            using var connection = DuckDbNative.Connect(database);
            foreach (var statement in statements)
            {
                DuckDbNative.Run(connection, statement);
            }

            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private sealed class Place
    {
        public string? Content { get; set; }

        public DuckDBDatabase? Database { get; set; }
    }
}
