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

    private readonly Lock _turn = new();
    private readonly Dictionary<DuckDbLocation, (string Content, DuckDBDatabase Database)> _open = [];

    /// <summary>Opens a database, or takes the one that is open if its files are still the same.</summary>
    /// <exception cref="QueryException">The database or a file can't be opened.</exception>
    public DuckDBDatabase Get(DuckDbLocation location)
    {
        lock (_turn)
        {
            var files = DataFolder.IsFolder(location.Path) ? DataFolder.Tables(location.Path) : null;
            var content = files is null ? "" : string.Join('\n', files.Select(file => file.Version));
            if (_open.TryGetValue(location, out var known))
            {
                if (known.Content == content)
                {
                    return known.Database;
                }

                // Queries that run keep the old one open until they end.
                known.Database.Dispose();
                _open.Remove(location);
            }

            var database = files is null ? OpenFile(location) : OpenFolder(location.Path, files);
            _open.Add(location, (content, database));
            return database;
        }
    }

    public void Dispose()
    {
        foreach (var (_, database) in _open.Values)
        {
            database.Dispose();
        }
    }

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
}
